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
