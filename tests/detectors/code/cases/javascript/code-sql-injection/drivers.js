const express = require('express');
const mysql = require('mysql2');
const { Pool } = require('pg');
const sqlite3 = require('sqlite3').verbose();
const Database = require('better-sqlite3');
const sql = require('mssql');
const oracledb = require('oracledb');
const format = require('pg-format');

const app = express();
const pool = mysql.createPool({ host: 'localhost' });
const pg = new Pool();
const files = new sqlite3.Database(':memory:');
const better = new Database('items.db');

app.get('/mysql', (req, res) => {
  const { name } = req.query;
  pool.query("SELECT * FROM item WHERE name = '" + name + "'", () => {}); // expect: code-sql-injection
  pool.query('SELECT * FROM item WHERE name = ?', [name], (error, rows) => res.json(rows)); // ok: code-sql-injection
  pool.query(`SELECT * FROM item WHERE name = ${mysql.escape(name)}`); // ok: code-sql-injection
  pool.query({ sql: `SELECT * FROM item ORDER BY ${name}` }); // expect: code-sql-injection
  pool.query({ sql: 'SELECT * FROM item WHERE name = ?', values: [name] }); // ok: code-sql-injection
  pool.getConnection((error, connection) => {
    connection.execute(`DELETE FROM item WHERE name = '${name}'`); // expect: code-sql-injection
    connection.execute('DELETE FROM item WHERE name = ?', [name]); // ok: code-sql-injection
  });
});

app.post('/pg', async (req, res) => {
  const id = req.body.id;
  const found = await pg.query(`SELECT * FROM item WHERE id = ${id}`); // expect: code-sql-injection
  const one = await pg.query('SELECT * FROM item WHERE id = $1', [id]); // ok: code-sql-injection
  const number = Number(id);
  await pg.query(`SELECT * FROM item WHERE id = ${number}`); // ok: code-sql-injection
  await pg.query(format('SELECT * FROM item WHERE id = %L', id)); // ok: code-sql-injection
  const client = await pg.connect();
  await client.query('SELECT * FROM ' + id); // expect: code-sql-injection
  const order = { name: 'name', price: 'price' }[id] || 'id';
  await client.query(`SELECT * FROM item ORDER BY ${order}`); // ok: code-sql-injection
  res.json([found, one]);
});

app.get('/sqlite/:id', (req, res) => {
  files.all(`SELECT * FROM item WHERE id = ${req.params.id}`, (error, rows) => res.json(rows)); // expect: code-sql-injection
  files.get('SELECT * FROM item WHERE id = ?', req.params.id, (error, row) => res.json(row)); // ok: code-sql-injection
  better.prepare(`SELECT * FROM item WHERE id = ${req.params.id}`).all(); // expect: code-sql-injection
  better.prepare('SELECT * FROM item WHERE id = ?').get(req.params.id); // ok: code-sql-injection
  better.exec("UPDATE item SET name = '" + req.query.name + "'"); // expect: code-sql-injection
});

app.get('/mssql', async (req, res) => {
  const request = new sql.Request();
  await request.query('SELECT * FROM item WHERE name = ' + req.query.name); // expect: code-sql-injection
  request.input('name', sql.VarChar, req.query.name);
  await request.query('SELECT * FROM item WHERE name = @name'); // ok: code-sql-injection
  const connection = await oracledb.getConnection();
  await connection.execute(`SELECT * FROM item WHERE name = '${req.query.name}'`); // expect: code-sql-injection
  await connection.execute('SELECT * FROM item WHERE name = :name', [req.query.name]); // ok: code-sql-injection
});
