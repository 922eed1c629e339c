const express = require('express');
const { body, param, query, checkSchema, matchedData, validationResult } = require('express-validator');
const { exec } = require('child_process');

const app = express();

app.post('/:id', body('size').isInt(), param('id').isUUID(), query('kind').optional().isIn(['a', 'b']), body('mail').isEmail(), (req, res) => {
  const errors = validationResult(req);
  if (!errors.isEmpty()) return res.status(400).json({});
  exec('ls ' + req.body.size + req.params.id + req.query.kind); // ok: code-command-injection
  exec('ls ' + req.body.mail); // expect: code-command-injection
  exec('ls ' + req.query.size); // expect: code-command-injection
});

// Nobody asks for the outcome.
app.put('/', body('size').isInt(), (req, res) => {
  exec('ls ' + req.body.size); // expect: code-command-injection
});

const refuse = (req, res, next) => {
  if (!validationResult(req).isEmpty()) return res.status(422).json({});
  next();
};
const rules = [body('user.age').trim().isInt({ min: 1 }).withMessage('no age'), body('tags.*').isAlphanumeric(), body('word').matches(/^[a-z]+$/)];
app.patch('/', rules, refuse, (req, res) => {
  exec('ls ' + req.body.user.age + req.body.tags[0] + req.body.word); // ok: code-command-injection
  exec('ls ' + req.body.user.name); // expect: code-command-injection
});

const run = (checks) => async (req, res, next) => {
  await Promise.all(checks.map((check) => check.run(req)));
  if (validationResult(req).isEmpty()) return next();
  res.status(400).json({});
};
app.delete('/', run([body('size').isInt(), body('name').not().isInt()]), (req, res) => {
  exec('ls ' + req.body.size); // ok: code-command-injection
  exec('ls ' + req.body.name); // expect: code-command-injection
});

app.post('/table', checkSchema({ size: { in: ['body'], isInt: true }, name: { isLength: { options: { min: 2 } } } }), (req, res) => {
  if (!validationResult(req).isEmpty()) return;
  const data = matchedData(req);
  exec('ls ' + req.body.size + data.size); // ok: code-command-injection
  exec('ls ' + data.name); // expect: code-command-injection
  exec('ls ' + req.query.size); // expect: code-command-injection
});
