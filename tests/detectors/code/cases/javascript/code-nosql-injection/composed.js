const express = require('express');

const app = express();

function Store(db) {
  const all = db.collection('all');
  this.above = (limit, done) => {
    const wanted = () => {
      if (limit) {
        return { $where: `this.stock > '${limit}'` }; // expect: code-nosql-injection
      }
      return {};
    };
    all.find(wanted()).toArray(done);
  };
}

const store = new Store(process.env.DB);

app.get('/', (req, res) => {
  const name = req.query.name;
  store.above(req.query.limit, (error, found) => res.json(found));
  store.ask({ $where: 'this.name == "' + name + '"' }); // expect: code-nosql-injection
  store.ask({ $where: 'this.stock > ' + Number(name) }); // ok: code-nosql-injection
  store.ask({ where: 'this.name == "' + name + '"' }); // ok: code-nosql-injection
});
