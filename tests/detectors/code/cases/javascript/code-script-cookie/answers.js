const express = require('express');

const app = express();
app.get('/', (req, res) => {
  res.cookie('token', make(), { httpOnly: false, secure: true }); // expect: code-script-cookie
  res.cookie('token', make(), { httpOnly: true, secure: true }); // ok: code-script-cookie,code-insecure-cookie,code-cross-site-cookie
  res.cookie('token', make(), { httpOnly: true, secure: false }); // expect: code-insecure-cookie
  res.cookie('session', make()); // expect: code-script-cookie,code-insecure-cookie
  res.cookie('theme', make()); // ok: code-script-cookie,code-insecure-cookie
  res.cookie('token', make(), options); // ok: code-script-cookie,code-insecure-cookie
  res.cookie('a', '1', { sameSite: 'none', secure: true }); // expect: code-cross-site-cookie
});
