const restify = require('restify');
const { exec } = require('child_process');

const server = restify.createServer({ name: 'files' });

function remove(asked, answer, next) {
  exec('rm ' + asked.params.name); // expect: code-command-injection
  exec('ls'); // ok: code-command-injection
  next();
}

server.pre((asked, answer, next) => {
  exec('log ' + asked.query.name); // expect: code-command-injection
  return next();
});
server.get('/files/:name', (asked, answer, next) => {
  exec('ls ' + asked.params.name); // expect: code-command-injection
  next();
});
server.del('/files/:name', remove);
