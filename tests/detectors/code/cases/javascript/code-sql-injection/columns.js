// Objects that a function makes of each known column, and texts with their values in one list.
const express = require('express');
const { Pool } = require('pg');
const knex = require('knex')({ client: 'pg' });

const app = express();
const pool = new Pool();
const COLUMNS = ['species', 'site'];

app.get('/a', async (req, res) => {
  const asked = COLUMNS.map((column) => ({ column, value: req.query[column] }));
  const text = asked.map((one) => `${one.column} = ?`).join(' and ');
  res.json(await pool.query('select * from seen where ' + text, asked.map((one) => one.value))); // ok: code-sql-injection
});

app.get('/b', async (req, res) => {
  const asked = COLUMNS.map((column) => ({ column, value: req.query[column] }));
  const text = asked.map((one) => `${one.column} = '${one.value}'`).join(' and ');
  res.json(await pool.query('select * from seen where ' + text)); // expect: code-sql-injection
});

function bound(range) {
  return range.from ? ['at >= ?', [range.from]] : ['true', []];
}

function put(range) {
  return range.from ? ["at >= '" + range.from + "'", []] : ['true', []];
}

app.get('/c', async (req, res) => {
  res.json(await knex('seen').whereRaw(...bound(req.query))); // ok: code-sql-injection
});

app.get('/d', async (req, res) => {
  res.json(await knex('seen').whereRaw(...put(req.query))); // expect: code-sql-injection
});
