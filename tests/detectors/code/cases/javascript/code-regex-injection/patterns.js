const express = require('express');
const { escapeRegExp } = require('lodash');

const app = express();
app.get('/', (req, res) => {
  new RegExp(req.query.q, 'i'); // expect: code-regex-injection
  new RegExp(escapeRegExp(req.query.q), 'i'); // ok: code-regex-injection
  new RegExp('^' + req.query.q.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')); // ok: code-regex-injection
  res.json('abc'.includes(req.query.q)); // ok: code-regex-injection
});
