// Each word is escaped by a function that is given by its name.
const literal = (word) => word.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
const small = (word) => word.toLowerCase();

exports.escaped = function (query) {
  const words = query.split(/\s+/).filter(Boolean).map(literal);
  return new RegExp(`\\b(?:${words.join('|')})`, 'i'); // ok: code-composed-pattern
};

exports.open = function (query) {
  const words = query.split(/\s+/).filter(Boolean).map(small);
  return new RegExp(`\\b(?:${words.join('|')})`, 'i'); // expect: code-composed-pattern
};
