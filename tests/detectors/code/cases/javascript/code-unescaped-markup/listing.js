'use strict';

const fs = require('fs');

module.exports = function (request, response) {
  fs.readdir('.', function (error, files) {
    response.setHeader('Content-Type', 'text/html');
    for (let i = 0; i < files.length; i++) {
      const name = files[i];
      response.write('<li><a href="/x">' + name + '</a></li>'); // expect: code-unescaped-markup
    }
    for (let i = 0; i < files.length; i++) {
      const file = files[i].replace(/&/g, '&amp;').replace(/</g, '&lt;');
      response.write('<li>' + file + '</li>'); // ok: code-unescaped-markup
    }
    response.end('<p>' + files.length + '</p>'); // ok: code-unescaped-markup
  });
};
