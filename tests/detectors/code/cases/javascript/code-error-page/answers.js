const express = require('express');

const app = express();
app.use((error, req, res, next) => {
  res.status(500).send(error.stack); // expect: code-error-page
  res.status(500).json({ error: 'something went wrong', stack: error.stack }); // expect: code-error-page
  res.status(500).json({ error: 'something went wrong' }); // ok: code-error-page
  next();
});
app.use((error, req, res, next) => {
  res.json({ stack: process.env.NODE_ENV === 'production' ? undefined : error.stack }); // ok: code-error-page
  next();
});
