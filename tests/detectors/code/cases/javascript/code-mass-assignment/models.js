const express = require('express');
const mongoose = require('mongoose');
const { pick } = require('lodash');

const app = express();
const User = mongoose.model('User', {});

app.post('/', async (req, res) => {
  await User.create(req.body); // expect: code-mass-assignment
  await User.create({ name: req.body.name }); // ok: code-mass-assignment
  await new User(req.body).save(); // expect: code-mass-assignment
  await User.findByIdAndUpdate(req.params.id, req.body); // expect: code-mass-assignment
  await User.findByIdAndUpdate(req.params.id, { name: req.body.name }); // ok: code-mass-assignment
  await User.create(pick(req.body, ['name', 'email'])); // ok: code-mass-assignment
  const user = await User.findById(req.params.id);
  Object.assign(user, req.body); // expect: code-mass-assignment
  Object.assign(user, { name: req.body.name }); // ok: code-mass-assignment
});

app.get('/', (req, res) => {
  res.json(Object.create(req.body)); // ok: code-mass-assignment
});
