// What shows an address or a text to be harmless, or makes it so, in its usual spellings; those at the end do not.
const express = require('express');
const axios = require('axios');
const validator = require('validator');
const escapeHtml = require('escape-html');
const { URL } = require('url');
const createDOMPurify = require('dompurify');
const { JSDOM } = require('jsdom');
const xss = require('xss');
const he = require('he');
const sanitizeHtml = require('sanitize-html');
const _ = require('lodash');
const app = express();
const HOSTS = ['a.example', 'b.example'];
const SET = new Set(HOSTS);
const DOMPurify = createDOMPurify(new JSDOM('').window);

app.get('/u1', async (req, res) => {
  const target = new URL(req.query.url);
  if (!HOSTS.includes(target.host)) return res.sendStatus(400);
  await axios.get(target.href); // ok: code-request-forgery
});
app.get('/u2', async (req, res) => {
  const { hostname } = new URL(req.query.url);
  if (!SET.has(hostname)) return res.sendStatus(400);
  await axios.get(req.query.url); // ok: code-request-forgery
});
app.get('/u3', async (req, res) => {
  if (HOSTS.indexOf(new URL(req.query.url).hostname) === -1) return res.sendStatus(400);
  await axios.get(req.query.url); // ok: code-request-forgery
});
app.get('/u4', async (req, res) => {
  const url = new URL(req.query.url);
  if (url.hostname !== 'api.example') throw new Error('no');
  await axios.get(url.toString()); // ok: code-request-forgery
});
app.get('/u5', async (req, res) => {
  await axios.get(`https://api.example/items/${encodeURIComponent(req.query.id)}`); // ok: code-request-forgery
});
app.get('/u7', async (req, res) => {
  const url = new URL(req.query.url);
  switch (url.hostname) {
    case 'a.example':
    case 'b.example':
      await axios.get(url.href); // ok: code-request-forgery
      break;
    default:
      res.sendStatus(400);
  }
});
app.get('/u8', async (req, res) => {
  if (!req.query.url.startsWith('https://api.example/')) return res.sendStatus(400);
  await axios.get(req.query.url); // ok: code-request-forgery
});
app.get('/u9', async (req, res) => {
  if (!/^https:\/\/api\.example\//.test(req.query.url)) return res.sendStatus(400);
  await axios.get(req.query.url); // ok: code-request-forgery
});
const TARGETS = { a: 'https://a.example/', b: 'https://b.example/' };
app.get('/u10', async (req, res) => {
  const url = TARGETS[req.query.name];
  if (!url) return res.sendStatus(404);
  await axios.get(url); // ok: code-request-forgery
});
app.get('/u11', async (req, res) => {
  if (!validator.isURL(req.query.url, { host_whitelist: HOSTS })) return res.sendStatus(400);
  await axios.get(req.query.url); // ok: code-request-forgery
});
function isAllowed(url) {
  try { return HOSTS.includes(new URL(url).hostname); } catch (e) { return false; }
}
app.get('/u12', async (req, res) => {
  if (!isAllowed(req.query.url)) return res.sendStatus(400);
  await axios.get(req.query.url); // ok: code-request-forgery
});
app.get('/u13', async (req, res) => {
  const url = new URL(req.query.path, 'https://api.example');
  if (url.origin !== 'https://api.example') return res.sendStatus(400);
  await axios.get(url.href); // ok: code-request-forgery
});

app.get('/r1', (req, res) => {
  const target = new URL(req.query.next, 'https://www.example');
  if (target.origin !== 'https://www.example') return res.redirect('/');
  res.redirect(target.href); // ok: code-open-redirect
});
app.get('/r2', (req, res) => {
  const next = req.query.next;
  if (!next.startsWith('/') || next.startsWith('//')) return res.redirect('/');
  res.redirect(next); // ok: code-open-redirect
});
app.get('/r3', (req, res) => {
  const next = /^\/[^/\\]/.test(req.query.next) ? req.query.next : '/';
  res.redirect(next); // ok: code-open-redirect
});
app.get('/r4', (req, res) => {
  const url = new URL(req.query.next, 'https://www.example');
  res.redirect(url.pathname + url.search); // expect: code-open-redirect
});
app.get('/r6', (req, res) => {
  if (!['/a', '/b'].includes(req.query.next)) return res.redirect('/');
  res.redirect(req.query.next); // ok: code-open-redirect
});
app.get('/r7', (req, res) => {
  res.redirect('/search?q=' + encodeURIComponent(req.query.q)); // ok: code-open-redirect
});
app.get('/r9', (req, res) => {
  const path = req.path.replace(/\/+/g, '/');
  res.redirect(path + 'index'); // ok: code-redirect-to-path,code-open-redirect
});
app.get('/r10', (req, res) => {
  const path = req.url.replace(/^\/{2,}/, '/');
  res.redirect(path + '/'); // ok: code-redirect-to-path,code-open-redirect
});

app.get('/h1', (req, res) => { res.send(`<p>${escapeHtml(req.query.q)}</p>`); }); // ok: code-cross-site-scripting
app.get('/h2', (req, res) => { res.send(`<p>${validator.escape(req.query.q)}</p>`); }); // ok: code-cross-site-scripting
app.get('/h3', (req, res) => { res.send(`<p>${DOMPurify.sanitize(req.query.q)}</p>`); }); // ok: code-cross-site-scripting
app.get('/h4', (req, res) => { res.send(`<p>${xss(req.query.q)}</p>`); }); // ok: code-cross-site-scripting
app.get('/h5', (req, res) => { res.send(`<p>${he.encode(req.query.q)}</p>`); }); // ok: code-cross-site-scripting
app.get('/h6', (req, res) => { res.send(`<p>${sanitizeHtml(req.query.q)}</p>`); }); // ok: code-cross-site-scripting
app.get('/h7', (req, res) => { res.send(`<p>${_.escape(req.query.q)}</p>`); }); // ok: code-cross-site-scripting
app.get('/h8', (req, res) => { res.send(`<p>${req.query.q.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')}</p>`); }); // ok: code-cross-site-scripting
app.get('/h9', (req, res) => { res.send(`<p>${req.query.q.replace(/[&<>"']/g, c => '&#' + c.charCodeAt(0) + ';')}</p>`); }); // ok: code-cross-site-scripting
app.get('/h10', (req, res) => { res.json({ q: req.query.q }); }); // ok: code-cross-site-scripting
app.get('/h11', (req, res) => { res.type('text/plain').send(req.query.q); }); // ok: code-cross-site-scripting
app.get('/h12', (req, res) => { res.send(`<p>${parseInt(req.query.q, 10)}</p>`); }); // ok: code-cross-site-scripting
const MAP = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };
const esc = s => String(s).replace(/[<>&"]/g, c => MAP[c]);
app.get('/h14', (req, res) => { res.send(`<p>${esc(req.query.q)}</p>`); }); // ok: code-cross-site-scripting
app.get('/h15', (req, res) => { res.send(`<p>${encodeURIComponent(req.query.q)}</p>`); }); // ok: code-cross-site-scripting

app.get('/h16', (req, res) => { res.setHeader('Content-Type', 'application/json'); res.end(JSON.stringify(req.query)); }); // ok: code-cross-site-scripting
app.get('/h17', (req, res) => { res.setHeader('X-A', '1'); res.send('<p>' + JSON.stringify(req.query)); }); // expect: code-cross-site-scripting

app.get('/n1', async (req, res) => {
  const { hostname } = new URL(req.query.other);
  if (!SET.has(hostname)) return res.sendStatus(400);
  await axios.get(req.query.url); // expect: code-request-forgery
});
app.get('/n2', async (req, res) => {
  if (!/^https?:\/\//.test(req.query.url)) return res.sendStatus(400);
  await axios.get(req.query.url); // expect: code-request-forgery
});
app.get('/n3', async (req, res) => {
  if (!/https:\/\/api\.example\//.test(req.query.url)) return res.sendStatus(400);
  await axios.get(req.query.url); // expect: code-request-forgery
});
app.get('/n4', async (req, res) => {
  if (!validator.isURL(req.query.url)) return res.sendStatus(400);
  await axios.get(req.query.url); // expect: code-request-forgery
});
app.get('/n5', (req, res) => {
  const next = req.query.next;
  if (!next.startsWith('/')) return res.redirect('/');
  res.redirect(next); // expect: code-open-redirect
});
app.get('/n6', (req, res) => {
  const next = req.query.next;
  if (next.startsWith('//')) return res.redirect('/');
  res.redirect(next); // expect: code-open-redirect
});
app.get('/n7', (req, res) => {
  const next = /^\//.test(req.query.next) ? req.query.next : '/';
  res.redirect(next); // expect: code-open-redirect
});
app.get('/n8', async (req, res) => {
  const url = new URL(req.query.url);
  if (url.protocol !== 'https:') return res.sendStatus(400);
  await axios.get(url.href); // expect: code-request-forgery
});
