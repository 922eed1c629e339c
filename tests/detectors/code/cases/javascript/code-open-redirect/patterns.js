// A pattern that looks from the beginning on, and finds no text that leads to another host.
const express = require('express');
const app = express();
const inside = (target) => typeof target === 'string' && /^\/[^/\\]/.test(target);

app.get('/a', (req, res) => {
  const to = req.query.to;
  res.redirect(/^\/(?![/\\])[\w\-./?=&%]*$/.test(to) ? to : '/'); // ok: code-open-redirect
});

app.get('/b', (req, res) => {
  const to = String(req.query.to);
  if (!/^\/[a-z0-9][a-z0-9/-]*$/i.test(to)) return res.redirect('/');
  res.redirect(to); // ok: code-open-redirect
});

app.get('/c', (req, res) => {
  const to = String(req.query.to);
  if (/^\/.*/.test(to)) return res.redirect(to); // expect: code-open-redirect
  res.redirect('/');
});

app.get('/d', (req, res) => {
  const to = String(req.query.to);
  if (/^https?:\/\/[^/]*\.example\.com/.test(to)) return res.redirect(to); // expect: code-open-redirect
  res.redirect('/');
});

app.get('/e', (req, res) => {
  const to = String(req.query.to);
  if (/^https:\/\/([a-z0-9-]+\.)*example\.com(\/|$)/.test(to)) return res.redirect(to); // ok: code-open-redirect
  res.redirect('/');
});

app.post('/f', (req, res, next) => {
  const { to } = req.body;
  req.session.regenerate((err) => {
    if (err) return next(err);
    res.redirect(303, inside(to) ? to : '/'); // ok: code-open-redirect
  });
});

// Signs at the beginning, one by one.
app.get('/g', (req, res) => {
  const to = String(req.query.to);
  if (to.charAt(0) !== '/' || to.charAt(1) === '/') return res.redirect('/');
  res.redirect(to); // ok: code-open-redirect
});

app.get('/h', (req, res) => {
  const to = req.query.to || '/';
  res.redirect(to.slice(0, 2) === '//' || to[0] !== '/' ? '/' : to); // ok: code-open-redirect
});

app.get('/i', (req, res) => {
  const to = req.query.to || '/';
  res.redirect(to[0] !== '/' ? '/' : to); // expect: code-open-redirect
});
