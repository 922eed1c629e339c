const fs = require('fs');

module.exports = function (folder) {
  const dispatch = {};
  dispatch.static = function (pathname, req, res) {
    fs.readFile(folder + unescape(pathname), (error, data) => res.end(data)); // expect: code-path-traversal
  };
  dispatch.fixed = function (pathname, req, res) {
    fs.readFile(folder + '/index.html', (error, data) => res.end(data)); // ok: code-path-traversal
  };
  return dispatch;
};
