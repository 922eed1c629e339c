const { exec } = require('child_process');

module.exports = {
  list(q, s) {
    exec('ls ' + q.query.folder); // expect: code-command-injection
  },
  save: async (q, s) => {
    exec(`du ${q.body.folder}`); // expect: code-command-injection
  },
  one: (q, s) => {
    exec('ls ' + q.params.id); // expect: code-command-injection
  },
  other: (q, s) => {
    exec('ls ' + q.params.id); // ok: code-command-injection
  },
};
