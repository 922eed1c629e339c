// A server that is made with or without `new`, its methods on the prototype.
const http = require('http');
const url = require('url');

function Folder(options) {
  if (!(this instanceof Folder)) return new Folder(options);
  this.options = options;
}

Folder.prototype.serve = function (req, res) {
  this.place = url.parse(req.url).pathname;
  res.statusCode = 301;
  res.setHeader('location', this.place + '/'); // expect: code-open-redirect,code-redirect-to-path
  res.end();
};

const folder = new Folder({ root: '.' });
http.createServer(folder.serve.bind(folder)).listen(8080);
