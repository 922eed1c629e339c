const express = require("express");
const { check } = require("express-validator");
const nunjucks = require("nunjucks");

const app = express();
app.set("view engine", "ejs");

app.get("/hello", (req, res) => {
  res.render("hello", { name: req.query.name, rows: [req.query.row], count: Number(req.query.count), fixed: "<b>" });
});

app.get("/users", (req, res) => {
  const title = "all " + req.query.title;
  res.render("users/list.hbs", { title, users: [{ name: req.query.name }], site: { owner: "us" } });
});

app.post("/profile", (req, res) => {
  res.render("profile.njk", { bio: req.body.bio, url: req.body.url, rows: req.body.rows, page: `/p/${req.body.page}` });
});

app.get("/mail", (req, res) => {
  nunjucks.render("mail.html", { subject: req.query.subject });
  res.end();
});

app.get("/whole", (req, res) => res.render("whole", req.query));
