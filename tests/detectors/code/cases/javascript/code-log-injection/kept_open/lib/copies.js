const fs = require('fs');

const out = fs.createWriteStream('/var/lib/till/copies', { flags: 'a' });
const journal = fs.createWriteStream('/var/lib/till/days', { flags: 'a' });

exports.copy = (text) => out.write(text); // ok: code-log-injection

exports.day = (text) => journal.write(`${text}\n`); // expect: code-log-injection

exports.plain = (text) => journal.write(`${text.replace(/[\r\n]/g, ' ')}\n`); // ok: code-log-injection

exports.bare = (text) => journal.write(`${text.replace(/[\x00-\x1f\x7f]/g, ' ')}\n`); // ok: code-log-injection

exports.wide = (text) => journal.write(`${text.replace(/[\u0000-\u001F]+/g, '')}\n`); // ok: code-log-injection

exports.tabs = (text) => journal.write(`${text.replace(/[\x00-\x09]/g, ' ')}\n`); // expect: code-log-injection

exports.rest = (text) => journal.write(`${text.replace(/[^\x00-\x7f]/g, '?')}\n`); // expect: code-log-injection

exports.once = (text) => journal.write(`${text.replace(/[\x00-\x1f]/, ' ')}\n`); // expect: code-log-injection
