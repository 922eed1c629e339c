const words = /^(\w+\s?)*$/; // expect: code-slow-regex
const plain = /^[\w\s]*$/; // ok: code-slow-regex
const mail = new RegExp('^([a-z0-9]+)+@example\\.org$'); // expect: code-slow-regex
const path = /^\/items\/(\d+)$/; // ok: code-slow-regex

module.exports = { words, plain, mail, path };
