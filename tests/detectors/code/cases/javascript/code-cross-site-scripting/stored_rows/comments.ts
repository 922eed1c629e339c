import express from 'express';
import escapeHtml from 'escape-html';
import { CommentModel } from './model';

const app = express();

app.post('/comments/:id', async (req, res) => {
  const comment = await CommentModel.findByPk(req.params.id);
  comment.text = req.body.text;
  await comment.update({ author: escapeHtml(req.body.author) });
  res.json({});
});

app.get('/comments', (req, res) => {
  CommentModel.findAll().then((comments) => {
    res.send('<ul>' + comments.map((one) => '<li>' + one.text).join('') + '</ul>'); // expect: code-cross-site-scripting
    res.send('<ul>' + comments.map((one) => '<li>' + one.author).join('') + '</ul>'); // ok: code-cross-site-scripting
    res.send('<ul>' + comments.map((one) => '<li>' + escapeHtml(one.text)).join('') + '</ul>'); // ok: code-cross-site-scripting
  });
});
