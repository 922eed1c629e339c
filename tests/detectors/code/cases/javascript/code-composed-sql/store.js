'use strict';

class Store {
  constructor(options) {
    this.tableName = options.tableName || 'session';
    this.pool = options.pool;
  }

  quoted() {
    return '"' + this.tableName + '"';
  }

  get(id, done) {
    this.pool.query('SELECT sess FROM ' + this.quoted() + ' WHERE sid = $1', [id], done); // expect: code-composed-sql
  }

  clear(done) {
    this.pool.query('DELETE FROM session WHERE sid = $1', [1], done); // ok: code-composed-sql
  }

  say(id, done) {
    this.pool.run('Select one of ' + id, done); // ok: code-composed-sql
  }
}
module.exports = Store;
