const fastify = require('fastify')();
const { Pool } = require('pg');

const pool = new Pool();

function search(criteria) {
  const clauses = Object.entries(criteria).map(([column], at) => `${column} = $${at + 1}`);
  return pool.query(`SELECT * FROM tickets WHERE ${clauses.join(' AND ')}`, Object.values(criteria)); // ok: code-sql-injection
}

function open(criteria) {
  const clauses = Object.keys(criteria).map((column, at) => `${column} = $${at + 1}`);
  return pool.query(`SELECT * FROM tickets WHERE ${clauses.join(' AND ')}`, Object.values(criteria)); // expect: code-sql-injection
}

const properties = { status: { type: 'string' }, priority: { type: 'integer' } };
const closed = { type: 'object', properties, additionalProperties: false };

fastify.get('/tickets', { schema: { querystring: closed } }, async (request) => search(request.query));
fastify.get('/all', { schema: { querystring: { type: 'object', properties } } }, async (request) => open(request.query));
