const express = require('express');
const ejs = require('ejs');
const pug = require('pug');
const handlebars = require('handlebars');
const nunjucks = require('nunjucks');
const _ = require('lodash');

const app = express();

app.get('/', (req, res) => {
  const name = req.query.name;
  ejs.render('Hello ' + name); // expect: code-template-injection
  ejs.render('Hello <%= name %>', { name }); // ok: code-template-injection
  pug.compile(`p ${name}`); // expect: code-template-injection
  pug.render('p= name', { name }); // ok: code-template-injection
  handlebars.compile(name)({}); // expect: code-template-injection
  handlebars.compile('{{name}}')({ name }); // ok: code-template-injection
  nunjucks.renderString(`Hello ${name}`); // expect: code-template-injection
  nunjucks.renderString('Hello {{ name }}', { name }); // ok: code-template-injection
  _.template(name)({}); // expect: code-template-injection
  _.template('<%- name %>')({ name }); // ok: code-template-injection
  res.render('page', req.query); // expect: code-template-injection
  res.render('page', { name }); // ok: code-template-injection
});
