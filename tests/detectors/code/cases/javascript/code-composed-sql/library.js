const mysql = require('mysql2');

const pool = mysql.createPool({ host: 'db' });

exports.list = function list(order) {
  pool.query('SELECT id FROM item ORDER BY ' + order); // expect: code-composed-sql
  pool.query('SELECT id FROM item ORDER BY ' + mysql.escapeId(order)); // ok: code-composed-sql
  pool.query('SELECT id FROM item WHERE id = ?', [order]); // ok: code-composed-sql
};
