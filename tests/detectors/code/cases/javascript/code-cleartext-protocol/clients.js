const Ftp = require('ftp');
const Sftp = require('ssh2-sftp-client');

new Ftp(); // expect: code-cleartext-protocol
new Sftp(); // ok: code-cleartext-protocol
