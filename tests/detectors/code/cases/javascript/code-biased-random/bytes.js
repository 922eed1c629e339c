'use strict';

const crypto = require('crypto');

const SIGNS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const HEX = '0123456789abcdef';

exports.digits = function (count) {
  const bytes = crypto.randomBytes(count);
  let out = '';
  for (let at = 0; at < count; at++) out += Math.floor(bytes[at] / 25.6); // expect: code-biased-random
  return out;
};
exports.name = function (count) {
  const bytes = crypto.randomBytes(count);
  let out = '';
  for (let at = 0; at < count; at++) out += SIGNS[bytes[at] % SIGNS.length]; // expect: code-biased-random
  return out;
};
exports.hex = function (count) {
  const bytes = crypto.randomBytes(count);
  let out = '';
  for (let at = 0; at < count; at++) out += HEX[bytes[at] % HEX.length]; // ok: code-biased-random
  return out;
};
exports.even = function (count) {
  const bytes = crypto.randomBytes(count * 2);
  const out = [];
  let at = 0;
  while (out.length < count) {
    if (bytes[at] < 250) out.push(bytes[at] % 10); // ok: code-biased-random
    at++;
  }
  return out.join('');
};
