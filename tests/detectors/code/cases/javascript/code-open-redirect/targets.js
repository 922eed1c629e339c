const express = require('express');

const app = express();
app.get('/', (req, res) => {
  res.redirect(req.query.next); // expect: code-open-redirect
  res.redirect(302, req.query.next); // expect: code-open-redirect
  res.redirect('/items/' + req.query.id); // ok: code-open-redirect
  res.redirect(`https://shop.example.org/${req.query.id}`); // ok: code-open-redirect
  res.redirect('/'); // ok: code-open-redirect
});
