// Of a name that was sent only its ending is kept, and paths of which no part is two dots.
const express = require('express');
const fs = require('fs');
const path = require('path');
const app = express();

app.post('/a', (req, res) => {
  const ending = /\.(pdf|jpe?g|png)$/i.exec(req.query.name)?.[0].toLowerCase() ?? '.bin';
  req.pipe(fs.createWriteStream(path.join('/uploads', 'file' + ending))); // ok: code-path-traversal
});

app.post('/b', (req, res) => {
  const ending = req.query.name.match(/\.(pdf|png)$/i)?.[1] || 'bin';
  req.pipe(fs.createWriteStream('/uploads/file.' + ending)); // ok: code-path-traversal
});

app.post('/c', (req, res) => {
  const ending = req.query.name.match(/\.(.*)$/i)?.[1] || 'bin';
  req.pipe(fs.createWriteStream('/uploads/file.' + ending)); // expect: code-path-traversal
});

app.get('/d', (req, res) => {
  const name = String(req.query.name);
  if (!/^[\w-]+(\/[\w-]+)*\.md$/.test(name)) return res.sendStatus(400);
  res.send(fs.readFileSync(path.join('/pages', name), 'utf8')); // ok: code-path-traversal
});

app.get('/e', (req, res) => {
  const name = String(req.query.name);
  if (!/^[\w./-]+$/.test(name)) return res.sendStatus(400);
  res.send(fs.readFileSync(path.join('/pages', name), 'utf8')); // expect: code-path-traversal
});

// A known ending says nothing of what stands before it.
app.get('/f', (req, res) => {
  const name = String(req.query.name);
  if (!['.md', '.txt'].includes(path.extname(name))) return res.sendStatus(400);
  res.send(fs.readFileSync(path.join('/pages', name), 'utf8')); // expect: code-path-traversal
});
