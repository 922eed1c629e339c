const serialize = require('node-serialize');

function load(text) {
  serialize.unserialize(text); // expect: code-deserializer-use
  return JSON.parse(text); // ok: code-deserializer-use
}

module.exports = load;
