// What a pattern of blanks and letters finds has no sign that a pattern would read.
const MARGIN = /^([ \t]*)/;

exports.trimmed = function (text) {
  const [, margin] = text.match(MARGIN);
  return text.replace(new RegExp(`^${margin}`, 'gm'), ''); // ok: code-composed-pattern
};

exports.named = function (text, body) {
  const name = /^[a-z]+/.exec(text)[0];
  return body.replace(new RegExp(`<${name}>`, 'g'), ''); // ok: code-composed-pattern
};

exports.first = function (text, body) {
  const name = /^\S+/.exec(text)[0];
  return body.replace(new RegExp(`<${name}>`, 'g'), ''); // expect: code-composed-pattern
};
