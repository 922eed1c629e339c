// Each looks at the path, or takes out of it what leads upwards, in another way; those at the end do not.
const express = require('express');
const fs = require('fs');
const path = require('path');
const isPathInside = require('is-path-inside');
const app = express();
const root = path.resolve(__dirname, 'public');

app.get('/a1', (req, res) => {
  const file = path.resolve(root, req.query.name);
  if (!file.startsWith(root + path.sep)) return res.sendStatus(403);
  fs.readFile(file, () => res.end()); // ok: code-path-traversal
});
app.get('/a2', (req, res) => {
  const file = path.normalize(path.join(root, req.query.name));
  if (file.indexOf(root + path.sep) !== 0) return res.sendStatus(403);
  fs.readFile(file, () => res.end()); // ok: code-path-traversal
});
app.get('/a3', (req, res) => {
  const file = path.join(root, req.query.name);
  const relative = path.relative(root, file);
  if (relative.startsWith('..') || path.isAbsolute(relative)) return res.sendStatus(403);
  fs.readFile(file, () => res.end()); // ok: code-path-traversal
});
app.get('/a4', (req, res) => {
  const file = path.join(root, req.query.name);
  const relative = path.relative(root, file);
  const inside = relative && !relative.startsWith('..') && !path.isAbsolute(relative);
  if (!inside) { res.sendStatus(403); return; }
  fs.readFile(file, () => res.end()); // ok: code-path-traversal
});
app.get('/a5', (req, res) => {
  fs.readFile(path.join(root, path.basename(req.query.name)), () => res.end()); // ok: code-path-traversal
});
app.get('/a6', (req, res) => {
  fs.readFile(path.join(root, encodeURIComponent(req.query.name)), () => res.end()); // ok: code-path-traversal
});
app.get('/a7', (req, res) => {
  const file = path.resolve(root, req.query.name);
  if (!isPathInside(file, root)) throw new Error('no');
  fs.readFile(file, () => res.end()); // ok: code-path-traversal
});
app.get('/a8', (req, res) => {
  if (req.query.name.includes('..')) return res.sendStatus(403);
  fs.readFile(path.join(root, req.query.name), () => res.end()); // ok: code-path-traversal
});
app.get('/a9', (req, res) => {
  const name = req.query.name;
  if (name.indexOf('..') !== -1 || name.indexOf('\0') !== -1) return res.sendStatus(403);
  fs.readFile(path.join(root, name), () => res.end()); // ok: code-path-traversal
});
app.get('/a10', (req, res) => {
  const name = path.normalize(req.query.name).replace(/^(\.\.(\/|\\|$))+/, '');
  fs.readFile(path.join(root, name), () => res.end()); // ok: code-path-traversal
});
app.get('/a11', (req, res) => {
  if (/\.\./.test(req.query.name)) return res.sendStatus(403);
  fs.readFile(path.join(root, req.query.name), () => res.end()); // ok: code-path-traversal
});
app.get('/a12', (req, res) => {
  if (!/^[a-z0-9_-]+$/i.test(req.query.name)) return res.sendStatus(403);
  fs.readFile(path.join(root, req.query.name + '.txt'), () => res.end()); // ok: code-path-traversal
});
app.get('/a13', (req, res) => {
  const file = path.resolve(root, req.query.name);
  if (path.dirname(file) !== root) return res.sendStatus(403);
  fs.readFile(file, () => res.end()); // ok: code-path-traversal
});
app.get('/a14', (req, res) => {
  const name = req.query.name.replace(/\.\./g, '').replace(/\//g, '');
  fs.readFile(path.join(root, name), () => res.end()); // ok: code-path-traversal
});
app.get('/a15', async (req, res) => {
  const file = await fs.promises.realpath(path.join(root, req.query.name));
  if (!file.startsWith(root + '/')) return res.sendStatus(403);
  fs.readFile(file, () => res.end()); // ok: code-path-traversal
});
app.get('/a16', (req, res) => {
  const file = path.join(root, req.query.name);
  if (file.substring(0, root.length) !== root) return res.sendStatus(403);
  fs.readFile(file, () => res.end()); // ok: code-path-traversal
});
app.get('/a17', (req, res) => {
  const file = path.join(root, req.query.name);
  if (file.slice(0, root.length) !== root) return res.sendStatus(403);
  fs.readFile(file, () => res.end()); // ok: code-path-traversal
});
app.get('/a18', (req, res) => {
  const file = path.join(root, req.query.name);
  if (file !== root && file.lastIndexOf(root + path.sep, 0) !== 0) return res.sendStatus(403);
  fs.readFile(file, () => res.end()); // ok: code-path-traversal
});
app.get('/a19', (req, res) => {
  const file = path.join(root, path.join('/', req.query.name));
  fs.readFile(file, () => res.end()); // ok: code-path-traversal
});
app.get('/a20', (req, res) => {
  const file = path.join(root, path.normalize('/' + req.query.name));
  fs.readFile(file, () => res.end()); // ok: code-path-traversal
});
app.get('/a22', (req, res) => {
  const names = fs.readdirSync(root);
  if (!names.includes(req.query.name)) return res.sendStatus(404);
  fs.readFile(path.join(root, req.query.name), () => res.end()); // ok: code-path-traversal
});
app.get('/a23', (req, res) => {
  res.sendFile(req.query.name, { root }); // ok: code-path-traversal
});
app.get('/a24', (req, res) => {
  const parts = req.query.name.split('/');
  if (parts.includes('..')) return res.sendStatus(403);
  fs.readFile(path.join(root, req.query.name), () => res.end()); // ok: code-path-traversal
});
app.get('/a26', (req, res) => {
  if (/(?:^|[\\/])\.\.(?:[\\/]|$)/.test(req.query.name)) return res.sendStatus(403);
  fs.readFile(path.join(root, req.query.name), () => res.end()); // ok: code-path-traversal
});
app.get('/a27', (req, res) => {
  const name = req.query.name;
  if (name.match(/\.\.\//)) return res.sendStatus(403);
  fs.readFile(path.join(root, name), () => res.end()); // ok: code-path-traversal
});
app.get('/a28', (req, res) => {
  const id = Number(req.query.id);
  fs.readFile(path.join(root, `${id}.txt`), () => res.end()); // ok: code-path-traversal
});
app.get('/a29', (req, res) => {
  const file = path.resolve(root, req.query.name);
  if (!file.startsWith(`${root}${path.sep}`)) { throw new Error('no'); }
  fs.readFile(file, () => res.end()); // ok: code-path-traversal
});
app.get('/a30', (req, res) => {
  const file = new URL(req.url, 'http://localhost').pathname;
  fs.readFile(path.join(root, file), () => res.end()); // ok: code-path-traversal
});
app.get('/a32', (req, res) => {
  const name = sanitize(req.query.name);
  fs.readFile(path.join(root, name), () => res.end()); // ok: code-path-traversal
});
function sanitize(name) { return name.replace(/[^a-z0-9.]/gi, '_').replace(/^\.+/, ''); }

app.get('/b1', (req, res) => {
  const file = path.join(root, req.query.name);
  if (file === root) return res.sendStatus(403);
  fs.readFile(file, () => res.end()); // expect: code-path-traversal
});
app.get('/b2', (req, res) => {
  const parts = req.query.name.split('.');
  if (parts.includes('exe')) return res.sendStatus(403);
  fs.readFile(path.join(root, req.query.name), () => res.end()); // expect: code-path-traversal
});
app.get('/b3', (req, res) => {
  const address = new URL(req.url, 'http://localhost');
  fs.readFile(path.join(root, decodeURIComponent(address.pathname)), () => res.end()); // expect: code-path-traversal
});
app.get('/b4', (req, res) => {
  const name = req.query.name.replace(/[^a-z0-9./]/gi, '_');
  fs.readFile(path.join(root, name), () => res.end()); // expect: code-path-traversal
});
app.get('/b5', (req, res) => {
  const file = path.join(root, req.query.name);
  if (path.dirname(file) === root) res.set('x-top', '1');
  fs.readFile(file, () => res.end()); // expect: code-path-traversal
});
app.get('/b6', (req, res) => {
  if (req.query.name.match(/\.\.\//)) console.log('odd');
  fs.readFile(path.join(root, req.query.name), () => res.end()); // expect: code-path-traversal
});
