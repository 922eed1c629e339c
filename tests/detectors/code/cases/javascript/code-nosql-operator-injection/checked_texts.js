const express = require('express');
const mongoose = require('mongoose');
const { celebrate, Joi } = require('celebrate');
const { body, validationResult } = require('express-validator');

const app = express();
const User = mongoose.model('User', new mongoose.Schema({ name: String }));

app.post('/', celebrate({ body: Joi.object({ name: Joi.string().required(), any: Joi.any() }) }), async (req, res) => {
  await User.findOne({ name: req.body.name }); // ok: code-nosql-operator-injection
  await User.findOne({ name: req.body.any }); // expect: code-nosql-operator-injection
});

app.put('/', celebrate({ body: Joi.object({ name: Joi.string().required() }) }), async (req, res) => {
  await User.findOne(req.body); // ok: code-nosql-operator-injection
});

app.patch('/', body('name').isString(), async (req, res) => {
  if (!validationResult(req).isEmpty()) return;
  await User.findOne({ name: req.body.name }); // ok: code-nosql-operator-injection
  await User.findOne(req.body); // expect: code-nosql-operator-injection
});
