const crypto = require('crypto');
const bcrypt = require('bcrypt');

async function store(user, password) {
  user.hash = crypto.createHash('sha256').update(password).digest('hex'); // expect: code-fast-password-hash
  user.etag = crypto.createHash('sha256').update(user.page).digest('hex'); // ok: code-fast-password-hash
  user.hash = await bcrypt.hash(password, 12); // ok: code-fast-password-hash,code-password-work
  user.hash = await bcrypt.hash(password, 4); // expect: code-password-work
  user.key = crypto.pbkdf2Sync(password, user.salt, 1000, 32, 'sha256'); // expect: code-password-work
  user.key = crypto.pbkdf2Sync(password, user.salt, 600000, 32, 'sha256'); // ok: code-password-work,code-fixed-salt
  user.key = crypto.scryptSync(password, 'salt', 32); // expect: code-fixed-salt
}

module.exports = store;
