const express = require('express');
const Ajv = require('ajv');
const { exec } = require('child_process');

const app = express();
const ajv = new Ajv();
const isOrder = ajv.compile({ type: 'object', properties: { size: { type: 'integer' }, name: { type: 'string' } } });

app.post('/', (req, res) => {
  exec('ls ' + req.body.size); // expect: code-command-injection
  if (!isOrder(req.body)) return res.status(400).json({});
  exec('ls ' + req.body.size); // ok: code-command-injection
  exec('ls ' + req.body.name); // expect: code-command-injection
  exec('ls ' + req.query.size); // expect: code-command-injection
});
