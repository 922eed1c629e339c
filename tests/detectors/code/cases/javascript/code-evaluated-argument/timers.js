'use strict';

exports.later = function (expression, wait) {
  setTimeout('run(' + expression + ')', wait); // expect: code-evaluated-argument
  setTimeout(() => run(expression), wait); // ok: code-evaluated-argument
  setTimeout('tick()', wait); // ok: code-evaluated-argument
};
const FLAG = '_func_';
exports.read = function (text) {
  const data = JSON.parse(text);
  return eval('(' + data.code.substring(FLAG.length) + ')'); // expect: code-evaluated-argument
};
exports.template = function (text) {
  return new Function('it', "return '" + text.replace(/[\r\t\n]/g, ' ') + "'"); // expect: code-evaluated-argument
};
