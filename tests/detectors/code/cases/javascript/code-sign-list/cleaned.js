// Lists of what a shell must not see.
function cleaned(text) {
  let result = text.replace(/;/g, ''); // expect: code-sign-list
  result = result.replace(/\|/g, '');
  result = result.replace(/&/g, '');
  result = result.replace(/\$/g, '');
  result = result.replace(/`/g, '');
  return result;
}

function inOne(text) {
  return text.replace(/[;&|`$<>]/g, ''); // expect: code-sign-list
}

function alsoLines(text) {
  let result = text.replace(/[;&|`$<>]/g, ''); // ok: code-sign-list
  result = result.replace(/\n/g, '');
  return result;
}

function blanks(text) {
  return text.replace(/[;&|`$<>\s]/g, ''); // ok: code-sign-list
}

function known(text) {
  return text.replace(/[^\w.-]/g, ''); // ok: code-sign-list
}

// Of an address, in a page: no shell is meant.
function query(text) {
  return text.replace(/&/g, '+').replace(/;/g, '+'); // ok: code-sign-list
}

module.exports = { cleaned, inOne, alsoLines, blanks, known, query };
