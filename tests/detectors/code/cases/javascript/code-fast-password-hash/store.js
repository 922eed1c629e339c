const crypto = require('crypto');
const bcrypt = require('bcrypt');

function fast(user, password) {
  user.hash = crypto.createHash('sha256').update(password).digest('hex'); // expect: code-fast-password-hash
  user.etag = crypto.createHash('sha256').update(user.page).digest('hex'); // ok: code-fast-password-hash
}

async function store(user, password) {
  user.hash = await bcrypt.hash(password, 12); // ok: code-fast-password-hash,code-password-work
  user.hash = await bcrypt.hash(password, 4); // expect: code-password-work
  user.key = crypto.pbkdf2Sync(password, user.salt, 1000, 32, 'sha256'); // expect: code-password-work
  user.key = crypto.pbkdf2Sync(password, user.salt, 600000, 32, 'sha256'); // ok: code-password-work,code-fixed-salt
  user.key = crypto.scryptSync(password, 'salt', 32); // expect: code-fixed-salt
}

module.exports = { fast, store };

// A long password is shortened for bcrypt, which looks at no more than 72 bytes.
async function shortened(password) {
  const short = crypto.createHash('sha512').update(password).digest('hex'); // ok: code-fast-password-hash
  return bcrypt.hash(short, 12);
}

module.exports.shortened = shortened;
