const crypto = require('crypto');
const CryptoJS = require('crypto-js');

crypto.createHash('md5').update('a').digest('hex'); // expect: code-weak-hash
crypto.createHash('sha1').update('a').digest('hex'); // expect: code-weak-hash
crypto.createHash('sha256').update('a').digest('hex'); // ok: code-weak-hash
CryptoJS.MD5('a'); // expect: code-weak-hash
CryptoJS.SHA256('a'); // ok: code-weak-hash
crypto.createHash(process.argv[2]); // ok: code-weak-hash
