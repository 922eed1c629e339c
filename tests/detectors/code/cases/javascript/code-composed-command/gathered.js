const { exec, execSync, execFile } = require('child_process');
const shell = require('shelljs');
const util = require('util');

const sleep = util.promisify(exec);

function notify(message, options, done) {
  const words = ['notify-send', '-t', '1000'];
  words.push(message);
  exec(words.join(' '), done); // expect: code-composed-command
  execFile(words[0], words.slice(1), done); // ok: code-composed-command
}

function Document(file) {
  this.file = file;
  this.count = 0;
}

Document.prototype.build = function (page) {
  return util.format('convert %s %s', this.file, page);
};

Document.prototype.page = function (number) {
  const self = this;
  const command = self.build(number);
  return new Promise((resolve) => {
    exec(command, resolve); // expect: code-composed-command
  });
};

Document.prototype.wait = function () {
  execSync('sleep ' + this.count); // ok: code-composed-command
};

module.exports = {
  notify,
  Document,
  async publish(options) {
    await sleep('tail -n 1 ' + options.path); // expect: code-composed-command
    shell.exec(`ls ${options.folder}`, { silent: true }); // expect: code-composed-command
  },
  kill(names) {
    names.forEach((name) => exec('pkill ' + name)); // expect: code-composed-command
    exec(names); // ok: code-composed-command
  },
  port(number) {
    if (!/^\d+$/.test(number)) throw new Error('no port');
    exec('lsof -i :' + number); // ok: code-composed-command
  },
  quoted(name) {
    exec('which ' + quote(name)); // ok: code-composed-command
  },
  known(pattern) {
    const found = /x(.*)/.exec(pattern + 'x'); // ok: code-composed-command
    exec('uname -a', (error, text) => exec('echo ' + text.length)); // ok: code-composed-command
    return found;
  },
};

function quote(text) {
  return "'" + text.replace(/'/g, "'\\''") + "'";
}
