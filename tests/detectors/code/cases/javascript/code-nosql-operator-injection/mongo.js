const express = require('express');
const mongoose = require('mongoose');
const { MongoClient, ObjectId } = require('mongodb');
const sanitize = require('mongo-sanitize');

const app = express();
const User = mongoose.model('User', new mongoose.Schema({ name: String, password: String }));
const client = new MongoClient('mongodb://localhost');

app.post('/login', async (req, res) => {
  const { name, password } = req.body;
  await User.findOne({ name, password }); // expect: code-nosql-operator-injection
  await User.findOne({ name: String(name), password: `${password}` }); // ok: code-nosql-operator-injection
  await User.findOne({ name: { $eq: name } }); // ok: code-nosql-operator-injection
  await User.find(req.body); // expect: code-nosql-operator-injection
  await User.find(sanitize(req.body)); // ok: code-nosql-operator-injection
  await User.findOne({ name: name.toString() }); // ok: code-nosql-operator-injection
  await User.findOne({ name: req.params.name }); // ok: code-nosql-operator-injection
  const users = client.db('shop').collection('users');
  await users.findOne({ name: req.query.name }); // expect: code-nosql-operator-injection
  await users.deleteMany({ _id: new ObjectId(req.query.id) }); // ok: code-nosql-operator-injection
  if (typeof password !== 'string') {
    return res.status(400).end();
  }
  await users.findOne({ password }); // ok: code-nosql-operator-injection
  res.end();
});
