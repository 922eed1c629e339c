const express = require('express');
const { User } = require('../models/user');

const router = express.Router();
router.post('/', async (req, res) => {
  await User.create({ name: req.body.name, size: Number(req.body.size), title: 'none' });
  res.json({});
});
module.exports = router;
