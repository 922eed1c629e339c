const crypto = require('crypto');

function resetToken(user) {
  user.resetToken = Math.random().toString(36).slice(2); // expect: code-weak-random
  user.resetToken = crypto.randomBytes(32).toString('hex'); // ok: code-weak-random
  const token = Math.random().toString(36); // expect: code-weak-random
  const delay = Math.random() * 100; // ok: code-weak-random
  const color = `#${Math.floor(Math.random() * 16777215).toString(16)}`; // ok: code-weak-random
  return [token, delay, color];
}

module.exports = resetToken;

function randomPassword(length) {
  const signs = 'abcdefgh';
  return Array(length).map(() => signs[Math.floor(Math.random() * 8)]).join(''); // expect: code-weak-random
}

const newSecret = Math.random(); // expect: code-weak-random
const userPassword = 'x' + Math.random(); // expect: code-weak-random
const tokenIndex = Math.floor(Math.random() * 3); // ok: code-weak-random
const nonce = Math.random(); // ok: code-weak-random

function pickTokenColor() {
  return Math.random(); // ok: code-weak-random
}

exports.all = [randomPassword, newSecret, userPassword, tokenIndex, nonce, pickTokenColor];
