'use strict';

exports.listed = function (address) {
  const bad = ['vbscript', 'javascript', 'file']; // expect: code-scheme-list
  return !bad.includes(address.trim().toLowerCase().split(':')[0]);
};

exports.begun = function (address) {
  if (address.indexOf('javascript:') === 0 || address.indexOf('vbscript:') === 0) return ''; // expect: code-scheme-list
  return address;
};

exports.matched = (address) => (/^(javascript|vbscript):/i.test(address) ? '#' : address); // expect: code-scheme-list

exports.every = function (address) {
  return /^(javascript|vbscript|data):/i.test(address) ? '#' : address; // ok: code-scheme-list
};

exports.good = function (address) {
  if (/^javascript:/i.test(address)) return null;
  return /^(https?|mailto):/i.test(address) ? address : null; // ok: code-scheme-list
};

exports.language = function (name) {
  return name === 'javascript' || name === 'typescript'; // ok: code-scheme-list
};

exports.link = () => '<a href="javascript:void(0)">x</a>'; // ok: code-scheme-list
