'use strict';

exports.label = function (given) {
  let text = given.multiple ? given.value.join(' ') : given.value;
  text = escapeHtml(text);
  document.body.innerHTML = '<b>' + text + '</b>'; // ok: code-page-markup
};
exports.shown = function (given) {
  const text = given.multiple ? given.value.join(' ') : given.value;
  document.body.innerHTML = '<b>' + text + '</b>'; // expect: code-page-markup
};
exports.dots = function (options) {
  const sign = options.sign || '…';
  document.body.insertAdjacentHTML('beforeend', '<i>' + sign + '</i>'); // ok: code-page-markup
};
exports.failing = function () {
  function show(message) {
    document.body.innerHTML = '<p>' + message + '</p>'; // ok: code-page-markup
  }
  show('It did not work');
};
exports.telling = function (text) {
  function show(message) {
    document.body.innerHTML = '<p>' + message + '</p>'; // expect: code-page-markup
  }
  show(text);
};
function escapeHtml(text) {
  return text.replace(/[&<>"]/g, (sign) => '&#' + sign.charCodeAt(0) + ';');
}
