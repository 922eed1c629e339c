'use strict';

const { execFile, spawn } = require('child_process');

exports.clone = (address, folder, done) => {
  execFile('git', ['clone', address, folder], done); // expect: code-option-argument
};
exports.history = function (options) {
  return spawn('git', ['log', '--oneline', options.branch]); // expect: code-option-argument
};
exports.told = (address, folder, done) => {
  execFile('git', ['clone', '--', address, folder], done); // ok: code-option-argument
};
exports.status = (done) => execFile('git', ['status', '--short'], done); // ok: code-option-argument
exports.fixed = (done) => execFile('git', ['fetch', 'origin'], done); // ok: code-option-argument
exports.refused = (branch) => {
  if (branch.startsWith('-')) throw new Error('a branch');
  return spawn('git', ['log', branch]); // ok: code-option-argument
};
exports.message = (text) => spawn('git', ['log', '--grep=' + text]); // ok: code-option-argument
