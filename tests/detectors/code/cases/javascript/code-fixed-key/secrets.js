const jwt = require('jsonwebtoken');
const crypto = require('crypto');

const SECRET = 'not so secret';

function sign(user) {
  jwt.sign(user, 'abc'); // expect: code-fixed-key
  jwt.sign(user, SECRET); // expect: code-fixed-key
  jwt.sign(user, process.env.JWT_SECRET); // ok: code-fixed-key
  crypto.createHmac('sha256', 'in the source'); // expect: code-fixed-key
  crypto.createHmac('sha256', process.env.KEY); // ok: code-fixed-key
}

module.exports = sign;
