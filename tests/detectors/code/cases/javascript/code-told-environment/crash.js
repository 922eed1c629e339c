'use strict';

const util = require('util');

module.exports = function (error, options) {
  console.error(error.message + ' ' + util.inspect(process.env)); // expect: code-told-environment
  console.log(process.env.NODE_ENV); // ok: code-told-environment
  if (options.printEnv) console.error(util.inspect(process.env)); // ok: code-told-environment
};
