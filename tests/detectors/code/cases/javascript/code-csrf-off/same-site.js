const express = require("express");
const session = require("express-session");

const app = express();
app.use(express.urlencoded({ extended: false }));
app.use(session({ secret: process.env.SECRET, cookie: { sameSite: "strict" } })); // ok: code-csrf-off
app.post("/mail", (req, res) => res.end());
