// Statements with values, programs without a shell, keys that were looked at, in their usual spellings.
const express = require('express');
const { exec, execFile, spawn } = require('child_process');
const mysql = require('mysql2/promise');
const { Pool } = require('pg');
const knex = require('knex')({});
const escapeStringRegexp = require('escape-string-regexp');
const _ = require('lodash');
const shellQuote = require('shell-quote');
const validator = require('validator');
const app = express();
const db = mysql.createPool({});
const pg = new Pool();

app.get('/c1', (req, res) => { execFile('git', ['log', '--', req.query.name]); }); // ok: code-command-injection
app.get('/c2', (req, res) => { spawn('ls', ['-l', '--', req.query.name]); }); // ok: code-command-injection
app.get('/c3', (req, res) => { exec('ls ' + shellQuote.quote([req.query.name])); }); // ok: code-command-injection
app.get('/c4', (req, res) => {
  if (!/^[a-z0-9-]+$/.test(req.query.name)) return res.sendStatus(400);
  exec('ls ' + req.query.name); // ok: code-command-injection
});
app.get('/c5', (req, res) => { exec('kill ' + Number(req.query.pid)); }); // ok: code-command-injection
app.get('/c6', (req, res) => { exec('kill ' + parseInt(req.query.pid, 10)); }); // ok: code-command-injection
app.get('/c7', (req, res) => {
  const names = ['a', 'b'];
  if (!names.includes(req.query.name)) return res.sendStatus(400);
  exec('ls ' + req.query.name); // ok: code-command-injection
});
app.get('/c8', (req, res) => {
  if (!validator.isAlphanumeric(req.query.name)) return res.sendStatus(400);
  exec('ls ' + req.query.name); // ok: code-command-injection
});
app.get('/c9', (req, res) => {
  const pid = +req.query.pid;
  exec(`kill ${pid}`); // ok: code-command-injection
});
app.get('/c10', (req, res) => {
  if (req.query.pid.match(/^\d+$/) === null) return res.sendStatus(400);
  exec(`kill ${req.query.pid}`); // ok: code-command-injection
});
app.get('/c14', (req, res) => {
  if (/^\d+$/.test(req.query.pid) === false) return res.sendStatus(400);
  exec(`kill ${req.query.pid}`); // ok: code-command-injection
});
app.get('/c15', (req, res) => {
  if (/^\d+$/.test(req.query.pid) === true) return res.sendStatus(400);
  exec(`kill ${req.query.pid}`); // expect: code-command-injection
});
app.get('/c11', (req, res) => {
  if (isNaN(req.query.pid)) return res.sendStatus(400);
  exec(`kill ${req.query.pid}`); // ok: code-command-injection
});
app.get('/c12', (req, res) => {
  const pid = req.query.pid | 0;
  exec(`kill ${pid}`); // ok: code-command-injection
});
app.get('/c13', (req, res) => {
  if (!Number.isInteger(Number(req.query.pid))) return res.sendStatus(400);
  exec(`kill ${req.query.pid}`); // ok: code-command-injection
});

app.get('/s1', async (req, res) => { await db.query('select * from t where id = ?', [req.query.id]); }); // ok: code-sql-injection
app.get('/s2', async (req, res) => { await pg.query('select * from t where id = $1', [req.query.id]); }); // ok: code-sql-injection
app.get('/s3', async (req, res) => { await db.query('select * from t where id = ' + mysql.escape(req.query.id)); }); // ok: code-sql-injection
app.get('/s4', async (req, res) => { await knex('t').where({ id: req.query.id }); }); // ok: code-sql-injection
app.get('/s5', async (req, res) => { await knex.raw('select * from t where id = ?', [req.query.id]); }); // ok: code-sql-injection
app.get('/s6', async (req, res) => { await pg.query({ text: 'select * from t where id = $1', values: [req.query.id] }); }); // ok: code-sql-injection
app.get('/s7', async (req, res) => {
  const order = req.query.order === 'desc' ? 'desc' : 'asc';
  await pg.query('select * from t order by a ' + order); // ok: code-sql-injection
});
app.get('/s8', async (req, res) => {
  const columns = { a: 'a', b: 'b' };
  const column = columns[req.query.column] || 'a';
  await pg.query(`select * from t order by ${column}`); // ok: code-sql-injection
});
app.get('/s9', async (req, res) => {
  const ids = req.query.ids.split(',').map(Number);
  await pg.query(`select * from t where id in (${ids.join(',')})`); // ok: code-sql-injection
});
app.get('/s10', async (req, res) => {
  const marks = req.query.ids.map(() => '?').join(',');
  await db.query(`select * from t where id in (${marks})`, req.query.ids); // ok: code-sql-injection
});
app.get('/s11', async (req, res) => {
  const limit = Math.min(parseInt(req.query.limit) || 10, 100);
  await pg.query(`select * from t limit ${limit}`); // ok: code-sql-injection
});
app.get('/s12', async (req, res) => {
  await db.query('select * from t order by ' + mysql.escapeId(req.query.by)); // ok: code-sql-injection
});
app.get('/s13', async (req, res) => {
  await pg.query('select * from t order by ' + pg.escapeIdentifier(req.query.by)); // ok: code-sql-injection
});

app.get('/x1', (req, res) => { new RegExp(escapeStringRegexp(req.query.q)); }); // ok: code-regex-injection
app.get('/x2', (req, res) => { new RegExp(_.escapeRegExp(req.query.q), 'i'); }); // ok: code-regex-injection
app.get('/x3', (req, res) => { new RegExp(req.query.q.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')); }); // ok: code-regex-injection
function escapeRegex(text) { return text.replace(/[-[\]{}()*+?.,\\^$|#\s]/g, '\\$&'); }
app.get('/x4', (req, res) => { new RegExp(escapeRegex(req.query.q), 'i'); }); // ok: code-regex-injection

app.post('/p1', (req, res) => {
  const t = {};
  const key = req.body.key;
  if (key === '__proto__' || key === 'constructor' || key === 'prototype') return res.sendStatus(400);
  t[key] = t[key] || {}; t[key][req.body.name] = req.body.value; // ok: code-prototype-pollution
});
app.post('/p3', (req, res) => {
  const t = new Map();
  t.set(req.body.a, req.body.b); // ok: code-prototype-pollution
});
app.post('/p4', (req, res) => {
  const t = { a: {}, b: {} };
  if (!Object.hasOwn(t, req.body.a)) return res.sendStatus(400);
  t[req.body.a][req.body.b] = req.body.value; // ok: code-prototype-pollution
});
app.post('/p5', (req, res) => {
  const t = { a: {}, b: {} };
  if (!Object.prototype.hasOwnProperty.call(t, req.body.a)) return res.sendStatus(400);
  t[req.body.a][req.body.b] = req.body.value; // ok: code-prototype-pollution
});
app.post('/p6', (req, res) => {
  const t = {};
  if (['__proto__', 'constructor', 'prototype'].includes(req.body.a)) return res.sendStatus(400);
  t[req.body.a][req.body.b] = req.body.value; // ok: code-prototype-pollution
});
app.post('/p7', (req, res) => {
  const t = { a: {}, b: {} };
  if (!t.hasOwnProperty(req.body.a)) return res.sendStatus(400);
  t[req.body.a][req.body.b] = req.body.value; // ok: code-prototype-pollution
});
app.post('/p8', (req, res) => {
  const t = { a: {}, b: {} };
  if (!(Object.keys(t).includes(req.body.a))) return res.sendStatus(400);
  t[req.body.a][req.body.b] = req.body.value; // ok: code-prototype-pollution
});

app.get('/n1', (req, res) => { exec('ls ' + JSON.stringify(req.query.name)); }); // expect: code-command-injection
app.get('/n2', async (req, res) => { await pg.query(`select * from t order by ${req.query.by}`); }); // expect: code-sql-injection
app.get('/n3', (req, res) => { new RegExp(encodeURIComponent(req.query.q)); }); // expect: code-regex-injection
