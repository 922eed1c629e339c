const fs = require('fs');

const out = fs.createWriteStream('/var/lib/till/events', { flags: 'a' });

const stamped = (event, note) => `${Date.now()} ${event} ${note}\n`;

exports.note = (event, note) => out.write(stamped(event, note)); // expect: code-log-injection

exports.noteData = (event, data) => out.write(stamped(event, JSON.stringify(data))); // ok: code-log-injection
