const crypto = require('crypto');

function seal(key, data) {
  crypto.publicEncrypt({ key, padding: crypto.constants.RSA_PKCS1_PADDING }, data); // expect: code-weak-padding
  return crypto.publicEncrypt({ key, padding: crypto.constants.RSA_PKCS1_OAEP_PADDING }, data); // ok: code-weak-padding
}

module.exports = seal;
