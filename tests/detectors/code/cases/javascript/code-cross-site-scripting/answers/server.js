const express = require('express');
const mysql = require('mysql');

const app = express();
const db = mysql.createConnection({ host: 'localhost' });
app.use('/api', require('./comments'));

app.get('/users/:id', (req, res) => {
  db.query('SELECT * FROM users WHERE id = ?', [req.params.id], (error, rows) => {
    res.json(rows[0]);
  });
});
app.get('/search', (req, res) => {
  res.json({ title: 'You asked for ' + req.query.q, count: Number(req.query.n) });
});
app.get('/hours', (req, res) => res.json({ text: 'from nine to five' }));
app.listen(3000);
