'use strict';

const http = require('http');
const path = require('path');
const url = require('url');

http.createServer((req, res) => {
  const asked = url.parse(req.url).pathname;
  if (asked.endsWith('.html')) {
    res.writeHead(301, { Location: asked + '/' }); // expect: code-open-redirect
  } else {
    res.writeHead(301, { Location: path.normalize(asked) + '/' }); // ok: code-open-redirect
  }
  res.end();
});
