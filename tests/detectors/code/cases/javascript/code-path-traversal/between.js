'use strict';

const fs = require('fs');
const http = require('http');
const path = require('path');
const isPathInside = require('is-path-inside');

const ROOT = '/srv/files';

http.createServer((req, res) => {
  const file = path.join(ROOT, req.url);
  const way = path.relative(ROOT, file);
  if (way.startsWith('..') || path.isAbsolute(way)) {
    res.end();
    return;
  }
  fs.readFile(file, (error, data) => res.end(data)); // ok: code-path-traversal
}).listen(1);

http.createServer((req, res) => {
  const file = path.join(ROOT, req.url);
  const full = path.resolve(file);
  if (!isPathInside(full, ROOT)) return;
  fs.readFile(file, (error, data) => res.end(data)); // ok: code-path-traversal
}).listen(2);

http.createServer((req, res) => {
  const file = path.join(ROOT, req.url);
  const way = path.relative(ROOT, file);
  if (way.startsWith('..')) res.statusCode = 403;
  fs.readFile(file, (error, data) => res.end(data)); // expect: code-path-traversal
}).listen(3);

http.createServer((req, res) => {
  const name = decodeURIComponent(req.url);
  const full = path.join(ROOT, name);
  if (!full.startsWith(ROOT + path.sep)) return;
  fs.readFile(name, (error, data) => res.end(data)); // expect: code-path-traversal
}).listen(4);
