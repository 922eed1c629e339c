const fs = require('fs');

exports.serve = function (folder, options, req, res) {
  fs.readFile(folder + req.url, (error, data) => res.end(data)); // expect: code-path-traversal
  fs.readFile(folder + options.name, (error, data) => res.end(data)); // ok: code-path-traversal
};
