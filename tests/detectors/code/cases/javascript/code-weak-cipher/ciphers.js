const crypto = require('crypto');

function encrypt(key, data) {
  const iv = crypto.randomBytes(12);
  crypto.createCipher('aes192', key); // expect: code-weak-cipher
  crypto.createCipheriv('des-ede3-cbc', key, iv); // expect: code-weak-cipher,code-unauthenticated-cipher
  crypto.createCipheriv('aes-128-ecb', key, null); // expect: code-ecb-mode
  crypto.createCipheriv('aes-256-gcm', key, iv); // ok: code-weak-cipher,code-ecb-mode,code-fixed-iv,code-unauthenticated-cipher,code-fixed-key
  crypto.createCipheriv('aes-256-cbc', key, iv); // expect: code-unauthenticated-cipher
  crypto.createCipheriv('aes-256-gcm', key, 'always the same'); // expect: code-fixed-iv
  crypto.createCipheriv('aes-256-gcm', key, Buffer.alloc(12)); // expect: code-fixed-iv
  crypto.createCipheriv('aes-256-gcm', 'in the source', iv); // expect: code-fixed-key
  return data;
}

crypto.generateKeyPairSync('rsa', { modulusLength: 1024 }); // expect: code-short-key
crypto.generateKeyPairSync('rsa', { modulusLength: 3072 }); // ok: code-short-key

module.exports = encrypt;
