const express = require('express');

// A connection that another module made, of which nothing is known here.
module.exports = function routes(db) {
  const router = express.Router();
  router.get('/', async (req, res) => {
    const rows = await db.query("SELECT id FROM item WHERE name LIKE '%" + req.query.name + "%'"); // expect: code-sql-injection
    const other = await db.query('SELECT id FROM item WHERE name = $1', [req.query.name]); // ok: code-sql-injection
    const kept = await store.query(req.query.name); // ok: code-sql-injection
    res.json([rows, other, kept]);
  });
  return router;
};
