const mongoose = require('mongoose');

const User = mongoose.model('User', new mongoose.Schema({ name: String }));

exports.find = async (req, res) => {
  res.json(await User.findOne({ name: req.body.name })); // ok: code-nosql-operator-injection
};

exports.early = async (req, res) => {
  res.json(await User.findOne({ name: req.body.name })); // expect: code-nosql-operator-injection
};

exports.both = async (req, res) => {
  res.json(await User.findOne({ name: req.body.name })); // expect: code-nosql-operator-injection
};

exports.nobody = async (req, res) => {
  res.json(await User.findOne({ name: req.body.name })); // expect: code-nosql-operator-injection
};
