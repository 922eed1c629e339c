const express = require('express');
const logger = require('./logger');

const app = express();

app.post('/login', (req, res) => { // expect: code-silent-security-event
  res.json({ ok: known(req.body.name) });
});

app.post('/password/reset', (req, res) => { // ok: code-silent-security-event
  logger.info('a password was reset');
  res.json({});
});

app.get('/login', (req, res) => res.render('login')); // ok: code-silent-security-event
