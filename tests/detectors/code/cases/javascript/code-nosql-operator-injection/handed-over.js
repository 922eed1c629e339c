const { Router } = require('express');
const users = require('./models/user');

const router = Router();
router.post('/', async (req, res) => {
  res.json(await users.findOne({ email: req.body.email })); // expect: code-nosql-operator-injection
  res.json(await users.findOne({ where: { email: req.body.email } })); // ok: code-nosql-operator-injection
});
module.exports = router;
