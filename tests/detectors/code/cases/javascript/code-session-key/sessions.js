const express = require('express');
const session = require('express-session');
const cookieParser = require('cookie-parser');

const app = express();
app.use(session({ secret: 'keyboard cat', cookie: { secure: true, httpOnly: true } })); // expect: code-session-key
app.use(session({ secret: process.env.SECRET, cookie: { secure: true } })); // ok: code-session-key,code-insecure-cookie,code-script-cookie
app.use(session({ secret: process.env.SECRET, cookie: { secure: false } })); // expect: code-insecure-cookie
app.use(session({ secret: process.env.SECRET, cookie: { httpOnly: false } })); // expect: code-script-cookie
app.use(cookieParser('in the source')); // expect: code-session-key
app.use(cookieParser()); // ok: code-session-key
