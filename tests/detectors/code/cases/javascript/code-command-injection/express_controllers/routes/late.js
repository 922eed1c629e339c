const { exec } = require('child_process');

module.exports = (app) => {
  app.get('/late', (q, s) => {
    exec('ls ' + q.query.folder); // expect: code-command-injection
    s.end();
  });
};
