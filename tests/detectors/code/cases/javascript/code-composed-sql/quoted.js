'use strict';

const ident = (name) => name.replace(/"/g, '""');

class Store {
  constructor(options) {
    this.tableName = options.tableName ? ident(options.tableName) : 'session';
    this.pool = options.pool;
  }

  get(id, done) {
    this.pool.query('SELECT sess FROM "' + this.tableName + '" WHERE sid = $1', [id], done); // ok: code-composed-sql
  }
}
module.exports = Store;
