const express = require('express');
const db = require('./missing');

const app = express();
const item = (product) => `<li>${product.id}</li>`;

app.get('/1', async (req, res) => {
  const rows = await db('products').select('id').where('name', 'ilike', `%${req.query.q}%`).limit(4);
  res.send('<ul>' + rows.map(item).join('') + '</ul>'); // ok: code-cross-site-scripting
});
app.get('/2', async (req, res) => {
  const rows = await db.selectFrom('products').selectAll().where('name', '=', req.query.q).execute();
  res.send('<ul>' + rows.map(item).join('') + '</ul>'); // ok: code-cross-site-scripting
});
app.get('/3', async (req, res) => {
  const rows = await db.createQueryBuilder('p').where('p.name = :q', { q: req.query.q }).getMany();
  res.send('<ul>' + rows.map(item).join('') + '</ul>'); // ok: code-cross-site-scripting
});
app.get('/4', async (req, res) => {
  res.send('<ul>' + [req.query.q].filter(Boolean).map((one) => `<b>${one}</b>`).join('') + '</ul>'); // expect: code-cross-site-scripting
});
