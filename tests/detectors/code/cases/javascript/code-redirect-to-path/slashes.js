const url = require('url');

module.exports = function (options) {
  return function (req, res, next) {
    if (options.header) {
      res.setHeader('Location', req.url + '/'); // expect: code-redirect-to-path
      res.setHeader('Location', '/files' + req.url); // ok: code-redirect-to-path
      res.setHeader('Location', `https://www.example.org${req.url}/`); // ok: code-redirect-to-path
      res.setHeader('Link', req.url + '/'); // ok: code-redirect-to-path
      return res.end();
    }
    res.writeHead(301, { Location: url.parse(req.url).pathname + '/' }); // expect: code-redirect-to-path
    res.writeHead(301, { Location: options.base }); // ok: code-redirect-to-path
    return next();
  };
};
