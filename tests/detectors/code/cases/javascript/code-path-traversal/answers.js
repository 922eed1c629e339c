// A function that says what is wrong gives nothing at its end for all else; its answer is kept in variables.
const http = require('http');
const fs = require('fs');
const path = require('path');
const isInside = require('path-is-inside');
const root = process.cwd();

function isBad(place) {
  const hasNothing = place.indexOf('\0') !== -1;
  const leads = path.join(root, place).indexOf(root) !== 0;
  if (hasNothing || leads) {
    return true;
  }
}

function isLong(place) {
  if (place.length > 400) {
    return true;
  }
}

function file(place) {
  const bad = isBad(place);
  return bad ? null : `${root}${place}`;
}

function other(place) {
  const long = isLong(place);
  return long ? null : `${root}${place}`;
}

http.createServer((req, res) => {
  const found = file(req.url);
  if (!found) return res.end();
  fs.readFile(found, (error, data) => res.end(data)); // ok: code-path-traversal
}).listen(8001);

http.createServer((req, res) => {
  const found = other(req.url);
  if (!found) return res.end();
  fs.readFile(found, (error, data) => res.end(data)); // expect: code-path-traversal
}).listen(8002);

// The folder itself, or what is in it.
http.createServer((req, res) => {
  const asked = decodeURIComponent(path.join(root, req.url));
  const place = path.resolve(asked);
  const base = path.resolve(root);
  const isSame = place === base;
  if (!isSame && !isInside(place, base)) return res.end();
  fs.readFile(asked, (error, data) => res.end(data)); // ok: code-path-traversal
}).listen(8003);
