// Objects in a list that is handed to a function, of which it takes one part.
const express = require('express');
const { Pool } = require('pg');

const app = express();
const pool = new Pool();
const COLUMNS = ['species', 'site'];

function* clauses(asked) {
  let word = 'where';
  for (const { column } of asked) {
    yield `${word} ${column} = ?`;
    word = 'and';
  }
}

const put = (asked) => asked.map((one) => `${one.column} = '${one.value}'`).join(' and ');

app.get('/a', async (req, res) => {
  const asked = COLUMNS.map((column) => ({ column, value: req.query[column] }));
  res.json(await pool.query(['select *', ...clauses(asked)].join(' '), asked.map(({ value }) => value))); // ok: code-sql-injection
});

app.get('/b', async (req, res) => {
  const asked = COLUMNS.map((column) => ({ column, value: req.query[column] }));
  res.json(await pool.query('select * where ' + put(asked))); // expect: code-sql-injection
});
