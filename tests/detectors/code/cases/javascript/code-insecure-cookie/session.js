const express = require("express");
const session = require("express-session");

const app = express();
app.use(session({ secret: process.env.SECRET, resave: false, saveUninitialized: true })); // expect: code-insecure-cookie
app.use(session(require("./settings").session)); // ok: code-insecure-cookie
