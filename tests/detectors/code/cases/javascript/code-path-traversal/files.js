const express = require('express');
const fs = require('fs');
const path = require('path');
const { readFile } = require('fs/promises');

const app = express();
const folder = path.resolve('uploads');

app.get('/a', async (req, res) => {
  const name = req.query.name;
  fs.readFile('uploads/' + name, (error, data) => res.end(data)); // expect: code-path-traversal
  fs.readFileSync(path.join(folder, name)); // expect: code-path-traversal
  fs.readFileSync(path.join(folder, path.basename(name))); // ok: code-path-traversal
  await readFile(`uploads/${name}`); // expect: code-path-traversal
  fs.createReadStream(path.join(__dirname, 'static', name)).pipe(res); // expect: code-path-traversal
  const file = path.resolve(folder, name);
  if (!file.startsWith(folder + path.sep)) {
    return res.status(404).end();
  }
  fs.unlink(file, () => {}); // ok: code-path-traversal
});

app.get('/b/:name', (req, res) => {
  res.sendFile(path.join(__dirname, req.query.name)); // expect: code-path-traversal
  res.sendFile(req.query.name, { root: folder }); // ok: code-path-traversal
  res.download('uploads/' + req.query.name); // expect: code-path-traversal
  fs.writeFileSync(`uploads/${parseInt(req.query.id, 10)}.txt`, req.body.text); // ok: code-path-traversal
  const name = req.query.name;
  if (!/^[a-z0-9_-]+$/.test(name)) return;
  fs.readFileSync(`uploads/${name}.txt`); // ok: code-path-traversal
});

app.get('/c', (req, res) => {
  const name = req.query.name;
  if (name.includes('..')) {
    return res.status(400).end();
  }
  fs.readFileSync(path.join(folder, name)); // ok: code-path-traversal
});

app.get('/d', (req, res) => {
  const file = path.join(folder, req.query.name);
  if (file.indexOf(folder) !== 0) {
    return res.status(404).end();
  }
  fs.readFileSync(file); // ok: code-path-traversal
});

app.get('/e', (req, res) => {
  const file = path.join(folder, req.query.name);
  if (file.indexOf(folder) === 0) {
    return res.status(404).end();
  }
  fs.readFileSync(file); // expect: code-path-traversal
});

app.get('/f', (req, res) => {
  const name = req.query.name;
  if (name.indexOf('..') !== -1) {
    return res.status(404).end();
  }
  fs.readFileSync(path.join(folder, name)); // ok: code-path-traversal
});

app.get('/g', (req, res) => {
  const name = req.query.name;
  fs.readFileSync(path.join(folder, path.join('/', name))); // ok: code-path-traversal
  fs.readFileSync(path.join(folder, path.normalize('/' + name))); // ok: code-path-traversal
  fs.readFileSync(path.join(folder, '/' + name)); // expect: code-path-traversal
  fs.readFileSync(path.join('/', name)); // expect: code-path-traversal
  fs.readFileSync(path.join(folder, path.join('sub', name))); // expect: code-path-traversal
  fs.readFileSync(path.join(folder, path.normalize(name))); // expect: code-path-traversal
});
