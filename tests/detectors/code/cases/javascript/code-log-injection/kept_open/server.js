const express = require('express');
const audit = require('./lib/audit');
const copies = require('./lib/copies');

const app = express();
app.use(express.json());

app.post('/sales', (req, res) => {
  audit.note('sale', `till=${req.body.till}`);
  audit.noteData('sale', req.body.items);
  copies.copy(req.body.receipt);
  copies.day(req.body.day);
  copies.plain(req.body.day);
  copies.bare(req.body.day);
  copies.wide(req.body.day);
  copies.tabs(req.body.day);
  copies.rest(req.body.day);
  copies.once(req.body.day);
  res.sendStatus(204);
});
