'use strict';

function compile(name, fields) {
  const lines = [];
  lines.push('var name = "' + name + '";');
  fields.forEach((field) => {
    lines.push('result.' + field + ' = row.' + field + ';');
  });
  lines.push('return result;');
  return new Function('row', 'result', lines.join('\n')); // expect: code-evaluated-argument
}

function row(name) {
  return "\nthis['" + name.replace("'", "\\'") + "'] = 1;";
}

function reader(names) {
  let body = '';
  for (const name of names) {
    body += row(name);
  }
  return Function('row', body); // expect: code-evaluated-argument
}

function quoted(name) {
  return new Function('row', 'return row[' + JSON.stringify(name) + ']'); // ok: code-evaluated-argument
}

function fixed(size) {
  const lines = ['return 1;'];
  return new Function('row', lines.join('\n')); // ok: code-evaluated-argument
}

module.exports = { compile, reader, quoted, fixed };
