const crypto = require('crypto');

const token = crypto.randomBytes(4).toString('hex'); // expect: code-short-token
const session = crypto.randomBytes(32).toString('hex'); // ok: code-short-token
const suffix = crypto.randomBytes(4).toString('hex'); // ok: code-short-token

module.exports = { token, session, suffix };
