const jwt = require('jsonwebtoken');

function read(token, key, publicKey) {
  jwt.verify(token, key, { algorithms: ['HS256', 'none'] }); // expect: code-jwt-none
  jwt.verify(token, key, { algorithms: ['HS256'] }); // ok: code-jwt-none,code-jwt-any-algorithm,code-jwt-unverified
  jwt.verify(token, key, { algorithms: ['HS256', 'RS256'] }); // expect: code-jwt-any-algorithm
  jwt.verify(token, publicKey); // expect: code-jwt-any-algorithm
  jwt.verify(token, publicKey, { algorithms: ['RS256'] }); // ok: code-jwt-any-algorithm
  jwt.verify(token, key, { algorithms: ['HS256'], ignoreExpiration: true }); // expect: code-jwt-unverified
  return jwt.sign({ a: 1 }, key, { algorithm: 'none' }); // expect: code-jwt-none
}

module.exports = read;
