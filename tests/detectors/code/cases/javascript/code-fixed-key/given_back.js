const jwt = require('jsonwebtoken');

const key = () => 'not a ' + 'real key';
function stored() {
  return process.env.KEY;
}

exports.sign = (user) => jwt.sign({ user }, key()); // expect: code-fixed-key
exports.other = (user) => jwt.sign({ user }, stored()); // ok: code-fixed-key
