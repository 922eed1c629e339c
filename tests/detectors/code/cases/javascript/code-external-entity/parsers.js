const express = require('express');
const libxmljs = require('libxmljs');
const xml2js = require('xml2js');

const app = express();
app.post('/', (req, res) => {
  libxmljs.parseXml(req.body.xml, { noent: true }); // expect: code-external-entity,code-xml-entities
  libxmljs.parseXml(req.body.xml); // ok: code-external-entity,code-xml-entities
  libxmljs.parseXml(req.body.xml, { noent: false }); // ok: code-external-entity,code-xml-entities
  xml2js.parseString(req.body.xml, () => {}); // ok: code-external-entity,code-xml-entities
});
