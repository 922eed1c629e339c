// A host in small letters, one that ends with a dot and a known one, and what a function asks of the address around it.
const express = require('express');
const assert = require('assert');
const app = express();
const HOSTS = ['a.example', 'b.example'];
const known = (url) => HOSTS.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));

app.get('/a', async (req, res) => {
  const url = new URL(req.query.url);
  if (!HOSTS.includes(url.hostname.toLowerCase())) return res.sendStatus(400);
  res.send(await fetch(url.href)); // ok: code-request-forgery
});

app.get('/b', async (req, res) => {
  const url = new URL(req.query.url);
  if (!known(url)) return res.sendStatus(400);
  res.send(await fetch(url.href)); // ok: code-request-forgery
});

app.get('/c', async (req, res) => {
  const url = new URL(req.query.url);
  if (!url.hostname.endsWith('example.com')) return res.sendStatus(400);
  res.send(await fetch(url.href)); // expect: code-request-forgery
});

app.get('/d', async (req, res) => {
  const url = new URL(req.query.url);
  assert(HOSTS.includes(url.hostname));
  res.send(await fetch(url.href)); // ok: code-request-forgery
});

app.get('/e', async (req, res) => {
  const url = new URL(req.query.url);
  assert.strictEqual(url.host, 'a.example');
  res.send(await fetch(url.href)); // ok: code-request-forgery
});

// Hosts that whoever runs the program has set.
const SET = (process.env.HOSTS || '').split(',');

app.get('/f', async (req, res) => {
  const url = new URL(req.query.url);
  if (!SET.includes(url.hostname) && url.origin !== new URL(process.env.OWN).origin) return res.sendStatus(400);
  res.send(await fetch(url)); // ok: code-request-forgery
});

app.get('/g', async (req, res) => {
  const url = new URL(req.query.url);
  if (url.host !== req.query.host) return res.sendStatus(400);
  res.send(await fetch(url)); // expect: code-request-forgery
});
