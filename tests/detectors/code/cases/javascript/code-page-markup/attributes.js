'use strict';

const $ = require('jquery');

exports.toggle = function (button) {
  const target = $(button).attr('data-target');
  $(target).toggle(); // expect: code-page-markup
};
exports.find = function (button) {
  const target = button.getAttribute('data-target') || '#menu';
  $(document).find(target).toggle(); // ok: code-page-markup
  $(button).toggle(); // ok: code-page-markup
};
exports.note = function (text) {
  const box = document.createElement('div');
  box.insertAdjacentHTML('beforeend', '<p>' + text + '</p>'); // expect: code-page-markup
};
