const path = require('path');
const express = require('express');

const app = express();
const ROOT = path.join(__dirname, 'manuals');

app.get('/1', (req, res) => {
  const target = path.resolve(ROOT, req.query.file);
  if (path.relative(ROOT, target).startsWith('..')) return res.sendStatus(400);
  res.sendFile(target); // ok: code-path-traversal
});
app.get('/2', (req, res) => {
  const target = path.resolve(ROOT, req.query.file);
  if (path.relative(ROOT, target).split(path.sep)[0] === '..') return res.sendStatus(400);
  res.sendFile(target); // ok: code-path-traversal
});
app.get('/3', (req, res) => {
  const target = path.resolve(ROOT, req.query.file);
  const [first] = path.relative(ROOT, target).split(path.sep);
  if (first === '..') return res.sendStatus(400);
  res.sendFile(target); // ok: code-path-traversal
});
app.get('/4', (req, res) => {
  const target = path.resolve(ROOT, req.query.file);
  const pieces = path.relative(ROOT, target).split(path.sep);
  if (pieces.includes('..')) return res.sendStatus(400);
  res.sendFile(target); // ok: code-path-traversal
});
app.get('/5', (req, res) => {
  const target = path.resolve(ROOT, req.query.file);
  if (path.relative(ROOT, target).split(path.sep)[0] === 'old') return res.sendStatus(400);
  res.sendFile(target); // expect: code-path-traversal
});
app.get('/6', (req, res) => {
  const target = path.resolve(ROOT, req.query.file);
  if (path.relative(ROOT, target).split(path.sep)[1] === '..') return res.sendStatus(400);
  res.sendFile(target); // expect: code-path-traversal
});
app.get('/7', (req, res) => {
  const { file } = req.query;
  const dots = file.indexOf('..');
  if (dots > -1) return res.sendStatus(400);
  res.sendFile(path.join(ROOT, file)); // ok: code-path-traversal
});
app.get('/8', (req, res) => {
  const { file } = req.query;
  const dots = file.indexOf('..');
  if (dots === -1) return res.sendStatus(400);
  res.sendFile(path.join(ROOT, file)); // expect: code-path-traversal
});
app.get('/9/:id(\\d+)', (req, res) => {
  res.sendFile(path.join(ROOT, req.params.id)); // ok: code-path-traversal
});
app.get('/10/:id([a-z]+).pdf', (req, res) => {
  res.sendFile(path.join(ROOT, req.params.id)); // ok: code-path-traversal
});
app.get('/11/:id(.*)', (req, res) => {
  res.sendFile(path.join(ROOT, req.params.id)); // expect: code-path-traversal
});
app.get('/12', (req, res, next) => {
  res.download(path.join(ROOT, req.query.file), 'manual.pdf', (error) => next(error)); // expect: code-path-traversal
});
app.get('/13', (req, res, next) => {
  res.sendFile(path.join(ROOT, req.query.file), (error) => next(error)); // expect: code-path-traversal
});
app.get('/14', (req, res, next) => {
  res.sendFile(req.query.file, { root: ROOT }, (error) => next(error)); // ok: code-path-traversal
});
