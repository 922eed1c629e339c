const express = require('express');
const fs = require('fs');
const path = require('path');
const paths = require('./paths');

const app = express();
const ROOT = '/srv/files';
const THEME = /^[a-z0-9-]+$/;

app.get('/inside', (req, res, next) => {
  const file = path.join(ROOT, req.query.name);
  if (!paths.isPathInside(ROOT, file)) return next(new Error('not here'));
  fs.readFileSync(file); // ok: code-path-traversal
});

app.get('/below', (req, res) => {
  const file = path.join(ROOT, req.query.name);
  if (!paths.isBelow(ROOT, file)) {
    throw new Error('not here');
  }
  fs.readFileSync(file); // ok: code-path-traversal
});

app.get('/outside', (req, res) => {
  const file = path.join(ROOT, req.query.name);
  if (paths.isOutside(ROOT, file)) return;
  fs.readFileSync(file); // ok: code-path-traversal
});

app.get('/wrong', (req, res) => {
  const file = path.join(ROOT, req.query.name);
  if (!paths.isOutside(ROOT, file)) return;
  fs.readFileSync(file); // expect: code-path-traversal
});

app.get('/longer', (req, res) => {
  const file = path.join(ROOT, req.query.name);
  if (!paths.isLonger(ROOT, file)) return;
  fs.readFileSync(file); // expect: code-path-traversal
});

app.get('/theme/:theme', (req, res) => {
  if (!THEME.test(req.params.theme)) throw new Error('no such theme');
  fs.readFileSync(`/srv/themes/${req.params.theme}.css`); // ok: code-path-traversal
});
