'use strict';

const LIST = / *, */; // expect: code-square-regex
const PAIR = /^([^=;]*)\s*=\s*([^;]*)$/; // expect: code-square-regex
const PLAIN = /\s+/g; // ok: code-square-regex
const ENDED = /\s+$/; // ok: code-square-regex

exports.list = (req, name) => (req.headers[name] || '').split(LIST);

exports.pair = function (text) {
  return PAIR.exec(text);
};

exports.name = function (path) {
  return String(path).replace(/.*[/\\]/, ''); // expect: code-square-regex
};

exports.trim = function (text) {
  return text.replace(/\s+$/, ''); // expect: code-square-regex
};

exports.own = function () {
  return process.version.replace(ENDED, '').replace(/^v/, '');
};

exports.words = function (text) {
  return text.replace(PLAIN, ' ').split(/,/); // ok: code-square-regex
};

exports.anchored = function (text) {
  return /^\s+\S/.test(text) || /^[a-z]+=\d+$/.test(text); // ok: code-square-regex
};

exports.field = function (text) {
  return text.match(/<[^>]*>/); // ok: code-square-regex
};

exports.chosen = function (text, loose) {
  const pattern = loose ? PAIR : LIST;
  return pattern.exec(text);
};

exports.bounded = (text) => text.match(/charset\s{0,10}=\s{0,10}(\w+)/); // ok: code-square-regex

exports.short = function (text) {
  if (text.length > 100) throw new Error('too long');
  return text.replace(/\s+$/, ''); // ok: code-square-regex
};
