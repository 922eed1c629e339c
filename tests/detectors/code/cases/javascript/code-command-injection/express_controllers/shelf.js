const { exec } = require('child_process');

class Shelf {
  constructor() {
    this.folder = '/shelf';
    this.remove = this.remove.bind(this);
  }

  show(q, s) {
    exec('ls ' + this.folder); // ok: code-command-injection
    exec('ls ' + q.query.name); // expect: code-command-injection
  }

  remove(q, s) {
    exec('rm ' + q.params.id); // expect: code-command-injection
  }
}

module.exports = Shelf;
