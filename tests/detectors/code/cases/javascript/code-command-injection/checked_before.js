const express = require('express');
const { celebrate, Joi, Segments } = require('celebrate');
const { z } = require('zod');
const { exec } = require('child_process');

const router = express.Router();

const rules = {
  [Segments.BODY]: Joi.object().keys({ size: Joi.number().required(), name: Joi.string() }),
  params: { kind: Joi.string().valid('a', 'b') },
};

router.post('/:kind', celebrate({ [Segments.BODY]: Joi.object().keys({ size: Joi.number(), name: Joi.string() }), params: rules.params }), (req, res) => {
  exec('ls ' + req.body.size + req.params.kind); // ok: code-command-injection
  exec('ls ' + req.body.name); // expect: code-command-injection
  exec('ls ' + req.query.kind); // expect: code-command-injection
});

function early(req, res, next) {
  exec('ls ' + req.body.size); // expect: code-command-injection
  next();
}

router.put('/', early, celebrate({ body: Joi.object({ size: Joi.number() }) }), (req, res) => {
  const { size } = req.body;
  exec('ls ' + size); // ok: code-command-injection
});

const check = (schema) => (req, res, next) => {
  const result = schema.safeParse(req.body);
  if (!result.success) return res.status(400).json(result.error);
  next();
};

router.patch('/', check(z.object({ size: z.number(), id: z.string().uuid() })), (req, res) => {
  exec('ls ' + req.body.size + req.body.id); // ok: code-command-injection
  exec('ls ' + req.query.size); // expect: code-command-injection
  exec('ls ' + req.body.other); // expect: code-command-injection
});

const checkAll = (schema) => async (req, res, next) => {
  try {
    await schema.parseAsync({ body: req.body, query: req.query, params: req.params });
    return next();
  } catch (error) {
    return res.status(400).json(error);
  }
};

router.get('/:id', checkAll(z.object({ params: z.object({ id: z.string().uuid() }) })), (req, res) => {
  exec('ls ' + req.params.id); // ok: code-command-injection
  exec('ls ' + req.query.id); // expect: code-command-injection
});

// One of two routes has no schema.
const both = (req, res) => {
  exec('ls ' + req.body.size); // expect: code-command-injection
};
router.post('/first', celebrate({ body: Joi.object({ size: Joi.number() }) }), both);
router.post('/second', both);

module.exports = router;
