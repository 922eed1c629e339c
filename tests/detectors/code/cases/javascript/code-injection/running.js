const express = require('express');
const vm = require('vm');
const { VM } = require('vm2');

const app = express();
const actions = { add: (a, b) => a + b, sub: (a, b) => a - b };

app.post('/a', (req, res) => {
  const text = req.body.text;
  eval(text); // expect: code-injection
  eval('(' + text + ')'); // expect: code-injection
  new Function('a', `return ${text}`); // expect: code-injection
  Function(text)(); // expect: code-injection
  vm.runInNewContext(text, {}); // expect: code-injection
  new vm.Script(text); // expect: code-injection
  new VM().run(text); // expect: code-injection
  setTimeout(text, 10); // expect: code-injection
  setTimeout('show(' + text + ')', 10); // expect: code-injection
  setTimeout(() => show(text), 10); // ok: code-injection
  setTimeout(show, 10, text); // ok: code-injection
  require(text); // expect: code-injection
  JSON.parse(text); // ok: code-injection
  eval(Number(text)); // ok: code-injection
  const action = actions[text];
  res.json(action(1, 2)); // ok: code-injection
});

function show(what) {
  return what;
}
