const express = require("express");
const vm = require("vm");

const app = express();

app.post("/order", (req, res) => {
  const sandbox = { run: eval, lines: req.body.lines };
  vm.createContext(sandbox);
  vm.runInContext("evaluate(lines)", sandbox); // expect: code-injection
  vm.runInContext("lines.length", sandbox); // ok: code-injection
  res.end();
});
