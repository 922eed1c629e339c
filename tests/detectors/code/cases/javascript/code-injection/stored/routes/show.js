const express = require('express');
const { Post, User } = require('../models/user');

const router = express.Router();
router.get('/:id', async (req, res) => {
  const user = await User.findById(req.params.id);
  eval(user.name); // expect: code-injection
  eval(user.size); // ok: code-injection
  eval(user.title); // ok: code-injection
  const post = await Post.findById(req.params.id);
  eval(post.name); // ok: code-injection
  const made = new User({ name: 'me' });
  eval(made.name); // ok: code-injection
  res.json({});
});
module.exports = router;
