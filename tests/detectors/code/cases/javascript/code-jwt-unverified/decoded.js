const jwt = require('jsonwebtoken');

function authenticate(req, res, next) {
  req.user = jwt.decode(req.headers.authorization); // expect: code-jwt-unverified
  next();
}

function guarded(req, res, next) {
  req.user = jwt.verify(req.headers.authorization, process.env.KEY); // ok: code-jwt-unverified
  next();
}

module.exports = { authenticate, guarded };
