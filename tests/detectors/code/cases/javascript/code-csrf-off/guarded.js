const express = require("express");
const session = require("express-session");
const csrf = require("csurf");

const app = express();
app.use(express.urlencoded({ extended: false }));
app.use(session({ secret: process.env.SECRET, resave: false })); // ok: code-csrf-off
app.use(csrf());
app.post("/mail", (req, res) => res.end());
