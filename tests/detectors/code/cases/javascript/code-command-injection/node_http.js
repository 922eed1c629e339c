const http = require('http');
const url = require('url');
const { exec } = require('child_process');

http.createServer((req, res) => {
  const { query } = url.parse(req.url, true);
  exec('ls ' + query.folder); // expect: code-command-injection
  exec('ls ' + req.socket.localPort); // ok: code-command-injection
  req.on('data', (part) => {
    exec('ls ' + part); // expect: code-command-injection
  });
  req.on('end', (part) => {
    exec('ls ' + part); // ok: code-command-injection
  });
  res.end();
}).listen(8000);
