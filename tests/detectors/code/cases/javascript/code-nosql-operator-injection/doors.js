const express = require('express');
const { Schema, model } = require('mongoose');

const Member = model('Member', new Schema({ email: String, code: String }));
const app = express();

function direct(req, res, next) {
  if (typeof req.body.email !== 'string') return res.sendStatus(400);
  next();
}

const each = (...names) => (req, res, next) => {
  for (const name of names) {
    if (typeof req.body[name] !== 'string') return res.sendStatus(400);
  }
  next();
};

function every(...names) {
  return (req, res, next) => {
    const fine = names.every((name) => typeof req.body[name] === 'string');
    if (!fine) return res.sendStatus(422);
    return next();
  };
}

const some = (names) => (req, res, next) => {
  if (names.some((one) => typeof req.body[one] !== 'string')) return res.sendStatus(422);
  next();
};

const idle = (...names) => (req, res, next) => {
  const fine = names.every((name) => typeof req.body[name] === 'string');
  if (!fine) console.log('strange');
  next();
};

const taken = (req, res, next) => {
  const { email } = req.body;
  if (typeof email !== 'string') return res.sendStatus(400);
  next();
};

const later = (req, res, next) => {
  setTimeout(next, 5);
  if (typeof req.body.email === 'string') next();
};

app.post('/1', direct, async (req, res) => {
  await Member.findOne({ email: req.body.email }); // ok: code-nosql-operator-injection
  await Member.findOne({ code: req.body.code }); // expect: code-nosql-operator-injection
});
app.post('/2', each('email'), async (req, res) => {
  await Member.findOne({ email: req.body.email }); // ok: code-nosql-operator-injection
  await Member.findOne({ code: req.body.code }); // expect: code-nosql-operator-injection
});
app.post('/3', every('email', 'code'), async (req, res) => {
  const { email, code } = req.body;
  await Member.findOne({ email, code }); // ok: code-nosql-operator-injection
});
app.post('/4', every('email'), async (req, res) => {
  const { email, code } = req.body;
  await Member.findOne({ email, code }); // expect: code-nosql-operator-injection
});
app.post('/5', some(['email', 'code']), async (req, res) => {
  await Member.findOne({ email: req.body.email, code: req.body.code }); // ok: code-nosql-operator-injection
});
app.post('/6', idle('email'), async (req, res) => {
  await Member.findOne({ email: req.body.email }); // expect: code-nosql-operator-injection
});
app.post('/7', taken, async (req, res) => {
  await Member.findOne({ email: req.body.email }); // ok: code-nosql-operator-injection
});
app.post('/8', later, async (req, res) => {
  await Member.findOne({ email: req.body.email }); // expect: code-nosql-operator-injection
});

const FIELDS = ['email', 'code'];

app.post('/9', async (req, res) => {
  if (!FIELDS.every((name) => typeof req.body[name] === 'string')) return res.sendStatus(400);
  const { email, code } = req.body;
  res.json(await Member.findOne({ email, code })); // ok: code-nosql-operator-injection
});
app.post('/10', async (req, res) => {
  for (const name of ['email']) if (typeof req.body[name] !== 'string') return res.sendStatus(400);
  res.json(await Member.findOne({ email: req.body.email })); // ok: code-nosql-operator-injection
  res.json(await Member.findOne({ code: req.body.code })); // expect: code-nosql-operator-injection
});
app.post('/11', async (req, res) => {
  const { email, code } = req.body;
  if (![email, code].every((one) => typeof one === 'string')) return res.sendStatus(400);
  res.json(await Member.findOne({ email, code })); // ok: code-nosql-operator-injection
});
