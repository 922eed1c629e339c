'use strict';

const path = require('path');

exports.up = (name) => '/srv/' + name.replace(/\.\.\//g, ''); // expect: code-removed-once
exports.plain = (name) => '/srv/' + name.replace('../', ''); // expect: code-removed-once
exports.either = (name) => '/srv/' + name.replace(/(\/)?\.\.\//g, ''); // expect: code-removed-once
exports.script = (html) => html.replace(/<script[^>]*>.*?<\/script>/gi, ''); // expect: code-removed-once
exports.scheme = (href) => href.replace(/javascript:/gi, ''); // expect: code-removed-once
exports.comment = (html) => html.replace(/<!--[\s\S]*?-->/g, ''); // expect: code-removed-once
exports.again = (html) => {
  let before;
  do {
    before = html;
    html = html.replace(/<script[^>]*>.*?<\/script>/gi, ''); // ok: code-removed-once
  } while (html !== before);
  return html;
};
exports.first = (name) => path.normalize(name).replace(/^(\.\.[\/\\])+/, ''); // ok: code-removed-once
exports.dots = (name) => name.replace(/\.\./g, '_'); // ok: code-removed-once
exports.blanks = (text) => text.replace(/\s+/g, ''); // ok: code-removed-once
exports.tags = (html) => html.replace(/<[^>]*>/g, ''); // ok: code-removed-once

const UP = /(\/)?\.\.\//g;
exports.kept = (name) => '/srv/' + name.replace(UP, ''); // expect: code-removed-once
