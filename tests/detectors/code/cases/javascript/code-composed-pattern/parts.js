'use strict';

function valueOf(table, wanted) {
  return Object.keys(table)
    .map((key) => (key.toLowerCase() === wanted ? table[key] : null))
    .filter(Boolean)[0];
}
exports.split = (event) => {
  const boundary = valueOf(event.headers, 'content-type').split('=')[1];
  return event.body.split(new RegExp(boundary)); // expect: code-composed-pattern
};
exports.names = (table) => {
  const names = Object.keys(table).join('|');
  return new RegExp('^(' + names + ')$'); // ok: code-composed-pattern
};
