'use strict';

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

module.exports = function (text, separator) {
  separator = typeof separator === 'undefined' ? '_' : separator;
  return text
    .replace(new RegExp('(' + separator + '[A-Z])', 'g'), '$1') // expect: code-composed-pattern
    .replace(new RegExp('(' + escape(separator) + ')', 'g'), '$1'); // ok: code-composed-pattern
};

module.exports.topics = function (topic) {
  return new RegExp('^' + topic.replace('+', '.+')); // expect: code-composed-pattern
};

module.exports.whole = function (pattern) {
  return new RegExp(pattern, 'g'); // ok: code-composed-pattern
};

module.exports.checked = function (name) {
  if (!/^\w+$/.test(name)) return null;
  return new RegExp('(^|;)' + name + '='); // ok: code-composed-pattern
};

module.exports.plain = function (text) {
  return text.replace(new RegExp('[a-z]' + '+', 'g'), ''); // ok: code-composed-pattern
};
