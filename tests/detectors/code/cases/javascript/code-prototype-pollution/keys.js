const express = require('express');
const _ = require('lodash');

const app = express();
const settings = {};

app.post('/a', (req, res) => {
  const { section, name, value } = req.body;
  settings[section][name] = value; // expect: code-prototype-pollution
  settings.shop[name] = value; // ok: code-prototype-pollution
  settings[section].name = value; // ok: code-prototype-pollution
  _.merge({}, req.body); // expect: code-prototype-pollution
  _.set(settings, name, value); // expect: code-prototype-pollution
  _.set(settings, 'shop.name', value); // ok: code-prototype-pollution
  _.assign({}, req.body); // ok: code-prototype-pollution
  res.end();
});

app.post('/b', (req, res) => {
  const { section, name, value } = req.body;
  if (section === '__proto__' || section === 'constructor' || section === 'prototype') {
    return res.status(400).end();
  }
  settings[section][name] = value; // ok: code-prototype-pollution
});

app.post('/c', (req, res) => {
  const { section, name, value } = req.body;
  if (['__proto__', 'constructor', 'prototype'].includes(section)) {
    return res.status(400).end();
  }
  settings[section][name] = value; // ok: code-prototype-pollution
});

app.post('/d', (req, res) => {
  const { section, name, value } = req.body;
  if (!Object.hasOwn(settings, section)) return;
  settings[section][name] = value; // ok: code-prototype-pollution
});
