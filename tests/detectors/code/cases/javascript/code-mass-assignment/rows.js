const express = require('express');
const mongoose = require('mongoose');
const { Model } = require('sequelize');
const { createHash } = require('crypto');

const app = express();
const User = mongoose.model('User', {});

class Account extends Model {}

app.post('/', async (req, res) => {
  const account = await Account.findByPk(1);
  await account.update(req.body); // expect: code-mass-assignment
  await account.update(req.body, { fields: ['name'] }); // ok: code-mass-assignment
  await account.update({ name: req.body.name }); // ok: code-mass-assignment
  const [first] = await Account.findAll({ limit: 1 });
  first.set(req.body); // expect: code-mass-assignment
  const user = await User.findById(1);
  user.set(req.body); // expect: code-mass-assignment
  const row = await Account.findOne({ where: { id: 1 } });
  Object.assign(row, req.body); // expect: code-mass-assignment
  createHash('sha256').update(req.body); // ok: code-mass-assignment
});
