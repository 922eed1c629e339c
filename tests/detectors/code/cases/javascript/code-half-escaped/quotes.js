'use strict';

exports.literal = (text) => '"' + text.replace(/"/g, '\\"') + '"'; // expect: code-half-escaped
exports.any = (text) => "'" + text.replace(/(['"])/g, '\\$1') + "'"; // expect: code-half-escaped
exports.itself = (name) => `[${name.replace(/\[/g, '[')}]`; // expect: code-half-escaped
exports.nothing = (name) => name.replace(/'/g, "\'"); // expect: code-half-escaped
exports.both = (text) => '"' + text.replace(/\\/g, '\\\\').replace(/"/g, '\\"') + '"'; // ok: code-half-escaped
exports.together = (text) => '"' + text.replace(/["\\]/g, '\\$&') + '"'; // ok: code-half-escaped
exports.doubled = (text) => "'" + text.replace(/'/g, "''") + "'"; // ok: code-half-escaped
exports.entity = (text) => text.replace(/"/g, '&quot;'); // ok: code-half-escaped
exports.inner = (text) => "'" + JSON.stringify(text).slice(1, -1).replace(/'/g, "\\'") + "'"; // ok: code-half-escaped
