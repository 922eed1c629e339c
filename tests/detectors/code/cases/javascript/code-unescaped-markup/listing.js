'use strict';

const fs = require('fs');
const Handlebars = require('handlebars');

exports.list = function (folder, done) {
  fs.readdir(folder, (error, files) => {
    let page = '<html><body>';
    files.forEach((file) => {
      page += '<li><a href="' + file + '">link</a></li>'; // expect: code-unescaped-markup
    });
    done(page + '</body></html>'); // ok: code-unescaped-markup
  });
};

exports.row = (name, count) => `<tr><td>${name}</td><td>${count}</td></tr>`; // expect: code-unescaped-markup

exports.styled = (className) => `<div class="${className}"></div>`; // ok: code-unescaped-markup

exports.safe = (name) => `<td>${escapeHTML(name)}</td>`; // ok: code-unescaped-markup

exports.fixed = () => {
  const name = 'x';
  return `<td>${name}</td>`; // ok: code-unescaped-markup
};

exports.compared = (value) => 'a <b ' + value; // ok: code-unescaped-markup

Handlebars.registerHelper('field', function (param) {
  const result = '<input value="' + param.value + '">'; // expect: code-unescaped-markup
  return new Handlebars.SafeString(result); // expect: code-page-markup
});

function escapeHTML(text) {
  return text.replace(/[<>&"]/g, '_');
}
