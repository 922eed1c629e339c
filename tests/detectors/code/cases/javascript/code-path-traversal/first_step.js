const fs = require('fs');
const path = require('path');
const express = require('express');

const BASE = path.resolve('albums');
const app = express();

app.post('/albums', express.json(), (req, res) => {
  for (const name of req.body.names) {
    const place = path.resolve(BASE, name);
    const below = path.relative(BASE, place);
    if (below.split(path.sep)[0] === '..' || path.isAbsolute(below)) continue;
    fs.mkdirSync(place); // ok: code-path-traversal
  }
  for (const name of req.body.covers) {
    const spot = path.resolve(BASE, name);
    const steps = path.relative(BASE, spot).split(path.sep);
    if (steps[1] === '..') throw new Error('outside');
    fs.mkdirSync(spot); // expect: code-path-traversal
  }
  res.sendStatus(204);
});

app.delete('/albums', (req, res) => {
  const where = path.resolve(BASE, req.query.name);
  const below = path.relative(BASE, where);
  const steps = below.split(path.sep);
  if (steps[0] === '..' || path.isAbsolute(below)) return res.sendStatus(400);
  fs.rmSync(where); // ok: code-path-traversal
  res.sendStatus(204);
});

app.get('/albums', (req, res) => {
  for (const name of req.query.names) {
    const file = path.resolve(BASE, name);
    const below = path.relative(BASE, file);
    if (below.startsWith('..') || path.isAbsolute(below)) throw new Error('outside');
    res.write(fs.readFileSync(file)); // ok: code-path-traversal
  }
  const other = path.resolve(BASE, req.query.other);
  const rest = path.relative(BASE, other);
  if (rest.split('.')[0] === '..') return res.sendStatus(400);
  res.end(fs.readFileSync(other)); // expect: code-path-traversal
});
