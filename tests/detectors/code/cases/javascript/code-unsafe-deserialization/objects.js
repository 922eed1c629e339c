const express = require('express');
const serialize = require('node-serialize');
const yaml = require('js-yaml');
const v8 = require('v8');

const app = express();
app.post('/', (req, res) => {
  serialize.unserialize(req.body.data); // expect: code-unsafe-deserialization
  yaml.load(req.body.data, { schema: yaml.DEFAULT_FULL_SCHEMA }); // expect: code-unsafe-deserialization
  yaml.load(req.body.data); // ok: code-unsafe-deserialization
  v8.deserialize(Buffer.from(req.body.data, 'base64')); // expect: code-unsafe-deserialization
  JSON.parse(req.body.data); // ok: code-unsafe-deserialization
});
