const express = require('express');
const escapeHtml = require('escape-html');
const createDOMPurify = require('dompurify');
const sanitizeHtml = require('sanitize-html');
const _ = require('lodash');

const app = express();

app.get('/a', (req, res) => {
  const name = req.query.name;
  res.send(`<p>${name}</p>`); // expect: code-cross-site-scripting
  res.write('<p>' + name + '</p>'); // expect: code-cross-site-scripting
  res.send(`<p>${escapeHtml(name)}</p>`); // ok: code-cross-site-scripting
  res.send('<p>' + _.escape(name) + '</p>'); // ok: code-cross-site-scripting
  res.send(sanitizeHtml(name)); // ok: code-cross-site-scripting
  res.send(`<p>${name.replace(/</g, '&lt;')}</p>`); // ok: code-cross-site-scripting
  res.json({ name }); // ok: code-cross-site-scripting
  res.send(`<p>${Number(name)}</p>`); // ok: code-cross-site-scripting
  res.send(`<a href="/b?name=${encodeURIComponent(name)}">b</a>`); // ok: code-cross-site-scripting
});
