'use strict';

const exec = require('child_process').exec;

function run(command, done) {
  exec(command, { maxBuffer: 1024 }, done); // ok: code-composed-command
}
exports.ping = function (host, done) {
  run('ping ' + host, done); // expect: code-composed-command
};
exports.list = function (done) {
  run('ls -l', done); // ok: code-composed-command
};
exports.show = function (host, done) {
  print('ping ' + host, done); // ok: code-composed-command
};
function print(text, done) {
  console.log(text);
  done();
}
