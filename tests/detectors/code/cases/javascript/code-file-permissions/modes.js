const fs = require('fs');

fs.chmodSync('a', 0o777); // expect: code-file-permissions
fs.chmodSync('a', 0o600); // ok: code-file-permissions
fs.writeFileSync('a', 'b', { mode: 0o666 }); // expect: code-file-permissions
fs.writeFileSync('a', 'b', { mode: 0o600 }); // ok: code-file-permissions
fs.mkdirSync('a', '0777'); // expect: code-file-permissions
