const color = /rgb\([ \n\t]*(.+?)[ \n\t]*\)/; // expect: code-costly-regex
const pair = new RegExp('^\\s*([^=]*?)\\s*=\\s*(.*?)\\s*$'); // expect: code-costly-regex
const one = /^\s*=/; // ok: code-costly-regex

module.exports = { color, pair, one };
