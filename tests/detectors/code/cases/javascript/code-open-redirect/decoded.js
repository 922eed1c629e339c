// Slashes in a row become one; those that are written as numbers only where they were slashes before that.
const http = require('http');
const path = require('path');
const url = require('url');

function plain(address) {
  const asked = url.parse(address).pathname.replace(/%2f|%5c/ig, '/').replace(/\\/g, '/');
  return decodeURIComponent(path.normalize(asked));
}

function late(address) {
  return decodeURIComponent(path.normalize(url.parse(address).pathname));
}

http.createServer((req, res) => {
  res.writeHead(301, { Location: plain(req.url) + '/' }); // ok: code-open-redirect,code-redirect-to-path
  res.end();
}).listen(8001);

http.createServer((req, res) => {
  res.writeHead(301, { Location: late(req.url) + '/' }); // expect: code-open-redirect,code-redirect-to-path
  res.end();
}).listen(8002);
