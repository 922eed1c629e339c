const { exec, execFile } = require('child_process');

class Repository {
  clone(address, done) {
    exec(`git clone ${address}`, done); // expect: code-composed-command
    exec('git clone ' + Number(address), done); // ok: code-composed-command
    execFile('git', ['clone', '--', address], done); // ok: code-composed-command
  }
}

module.exports = {
  Repository,
  size(folder, done) {
    exec('du -s ' + folder, done); // expect: code-composed-command
    exec('du -s /srv', done); // ok: code-composed-command
    exec(folder, done); // ok: code-composed-command
  },
};
