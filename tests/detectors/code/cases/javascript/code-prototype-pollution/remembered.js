// The object that a key leads to is kept in a variable, and made where it is absent.
const express = require('express');
const app = express();
const counters = {};
const bare = Object.create(null);

function record(group, name, value) {
  const bucket = counters[group] || (counters[group] = {});
  bucket[name] = value; // expect: code-prototype-pollution
}

app.post('/a/:group/:name', (req, res) => {
  record(req.params.group, req.params.name, req.body.value);
  res.end();
});

app.post('/b/:group/:name', (req, res) => {
  const bucket = (counters[req.params.group] ??= {});
  bucket[req.params.name] = 1; // expect: code-prototype-pollution
  res.end();
});

app.post('/c/:group/:name', (req, res) => {
  const bucket = bare[req.params.group] || (bare[req.params.group] = {});
  bucket[req.params.name] = 1; // ok: code-prototype-pollution
  res.end();
});

app.post('/d/:group/:name', (req, res) => {
  const { group, name } = req.params;
  if (group === '__proto__' || group === 'constructor') return res.sendStatus(400);
  const bucket = counters[group] || (counters[group] = {});
  bucket[name] = 1; // ok: code-prototype-pollution
  res.end();
});

app.post('/e/:group/:name', (req, res) => {
  const { group, name } = req.params;
  if (!/^\w+$/.test(group)) return res.sendStatus(400);
  const bucket = counters[group] || (counters[group] = {});
  bucket[name] = 1; // expect: code-prototype-pollution
  res.end();
});

app.post('/f/:group/:name', (req, res) => {
  const { group, name } = req.params;
  if (!/^[0-9]+$/.test(group)) return res.sendStatus(400);
  const bucket = counters[group] || (counters[group] = {});
  bucket[name] = 1; // ok: code-prototype-pollution
  res.end();
});
