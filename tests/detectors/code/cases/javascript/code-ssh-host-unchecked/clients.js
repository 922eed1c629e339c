const { Client } = require('ssh2');

const client = new Client();
client.connect({ host: 'a.example.org', username: 'a' }); // expect: code-ssh-host-unchecked
client.connect({ host: 'a.example.org', username: 'a', hostVerifier: known }); // ok: code-ssh-host-unchecked

function known(key) {
  return key.length > 0;
}
