const express = require('express');
const xpath = require('xpath');
const { DOMParser } = require('xmldom');

const app = express();
const doc = new DOMParser().parseFromString('<users/>');
app.get('/', (req, res) => {
  xpath.select(`//user[@name='${req.query.name}']`, doc); // expect: code-xpath-injection
  xpath.select('//user', doc); // ok: code-xpath-injection
  xpath.parse('//user[@name=$name]').select({ node: doc, variables: { name: req.query.name } }); // ok: code-xpath-injection
});
