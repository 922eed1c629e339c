const tls = require('tls');

tls.createServer({ ciphers: 'AES128-SHA:RC4-SHA' }); // expect: code-weak-tls-ciphers
tls.createServer({ ciphers: 'ECDHE-RSA-AES128-GCM-SHA256:!RC4:!MD5' }); // ok: code-weak-tls-ciphers
