const express = require('express');
const mongoose = require('mongoose');

const Comment = mongoose.model('Comment', new mongoose.Schema({ text: String }));
const router = express.Router();

router.get('/comments', async (req, res) => {
  const found = await Comment.find({});
  res.json(found);
});
router.post('/comments', async (req, res) => {
  res.json({ id: 1 });
});
module.exports = router;
