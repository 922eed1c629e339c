'use strict';

exports.literal = (name) => "'" + name.replace("'", "\\'") + "'"; // expect: code-escaped-once
exports.every = (name) => "'" + name.replace(/'/g, "\\'") + "'"; // ok: code-escaped-once
exports.all = (name) => "'" + name.replaceAll("'", "\\'") + "'"; // ok: code-escaped-once
exports.markup = (text) => text.replace('<', '&lt;').replace('>', '&gt;'); // expect: code-escaped-once
exports.pattern = (text) => text.replace(/"/, '&quot;'); // expect: code-escaped-once
exports.slash = (path) => path.replace('\\', '/'); // ok: code-escaped-once
exports.backslash = (text) => text.replace('\\', '\\\\'); // expect: code-escaped-once
exports.first = (text) => text.replace('-', ' ').replace(/^"/, ''); // ok: code-escaped-once
