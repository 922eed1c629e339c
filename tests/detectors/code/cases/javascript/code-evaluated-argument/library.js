function calculate(text) {
  return eval('(' + text + ')'); // expect: code-evaluated-argument
}

function compile(names, body) {
  return new Function(names, body); // expect: code-evaluated-argument
}

function plain(text) {
  return eval('1 + 1') + JSON.parse(text); // ok: code-evaluated-argument
}

module.exports = { calculate, compile, plain };
