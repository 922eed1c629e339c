'use strict';

const { spawn } = require('child_process');
const shell = require('execa').shell;

const NAMES = /^[\w./-]+$/;
const escapeQuotes = (text) => '"' + text.replace(/(["'$`\\])/g, '\\$1') + '"';
const isPlain = (text) => NAMES.test(text);

exports.open = (target) => spawn('open ' + target, { shell: true }); // expect: code-composed-command
exports.list = (target) => spawn('open ' + target); // ok: code-composed-command
exports.which = (name) => spawn('sh', ['-c', 'which ' + name]); // expect: code-composed-command
exports.edit = (editor, file) => {
  const given = [file];
  return spawn('cmd.exe', ['/C', editor].concat(given)); // expect: code-composed-command
};
exports.run = (file) => spawn('sh', [file]); // ok: code-composed-command
exports.free = (port) => shell(`lsof -i tcp:${port}`); // expect: code-composed-command
exports.number = (port) => {
  port = Number.parseInt(port, 10);
  return shell(`lsof -i tcp:${port}`); // ok: code-composed-command
};
exports.tested = (file) => {
  if (!NAMES.test(file.trim())) return null;
  return shell(`open ${file}`); // ok: code-composed-command
};
exports.asked = (file) => {
  if (!isPlain(file)) return null;
  return shell(`open ${file}`); // ok: code-composed-command
};
exports.add = (files) => {
  files = files.map(escapeQuotes).join(' ');
  return shell(`git add ${files}`); // ok: code-composed-command
};
exports.each = (files) => {
  files = files.map((one) => `"${one}"`).join(' ');
  return shell(`git add ${files}`); // expect: code-composed-command
};
