const crypto = require('crypto');

crypto.createSign('RSA-SHA1'); // expect: code-weak-signature-hash
crypto.createSign('RSA-SHA256'); // ok: code-weak-signature-hash
