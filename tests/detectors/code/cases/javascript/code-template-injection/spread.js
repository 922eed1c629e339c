const express = require("express");

const app = express();

app.post("/form", (req, res) => {
  res.render("form", { title: "form", ...req.body }); // expect: code-template-injection,code-path-traversal
  res.render("form", { title: "form", name: req.body.name }); // ok: code-template-injection,code-path-traversal
  const { name, mail } = req.body;
  res.render("form", { ...{ name, mail } }); // ok: code-template-injection,code-path-traversal
});

app.post("/later", (req, res, next) => {
  void (async () => {
    try {
      res.render("form", { ...req.body }); // expect: code-template-injection,code-path-traversal
    } catch (error) {
      next(error);
    }
  })();
});

app.get("/list", async (req, res) => {
  const found = await require("./store").list(req.query.page);
  res.render("list", { title: "list", ...found }); // ok: code-template-injection,code-path-traversal
});
