const express = require("express");
const bcrypt = require("bcrypt");
const users = require("./users");

const app = express();

app.post("/login", async (req, res) => {
  const user = await users.byName(String(req.body.name));
  if (!user || !(await bcrypt.compare(req.body.password, user.hash))) {
    return res.status(401).end();
  }
  req.session.userId = user.id; // expect: code-session-fixation
  res.redirect("/");
});

app.post("/signin", async (req, res) => {
  const user = await users.byName(String(req.body.name));
  if (!(await bcrypt.compare(req.body.password, user.hash))) {
    return res.status(401).end();
  }
  req.session.regenerate(() => {
    req.session.userId = user.id; // ok: code-session-fixation
    res.redirect("/");
  });
});

app.post("/language", (req, res) => {
  req.session.language = "en"; // ok: code-session-fixation
  res.end();
});

app.post("/leave", (req, res) => {
  const { password } = req.body;
  req.session.loggedIn = false; // ok: code-session-fixation
  res.end(password ? "" : "x");
});
