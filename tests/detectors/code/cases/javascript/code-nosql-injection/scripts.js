const express = require('express');
const mongoose = require('mongoose');
const { createClient } = require('redis');
const neo4j = require('neo4j-driver');

const app = express();
const Item = mongoose.model('Item', {});
const redis = createClient();
const session = neo4j.driver('bolt://localhost').session();

app.get('/', async (req, res) => {
  const name = req.query.name;
  await Item.find({ $where: `this.name == '${name}'` }); // expect: code-nosql-injection
  await Item.find({ $where: 'this.stock > 0' }); // ok: code-nosql-injection
  await Item.find({ name: String(name) }); // ok: code-nosql-injection
  await redis.eval('return ' + name); // expect: code-nosql-injection
  await redis.eval('return ARGV[1]', { arguments: [name] }); // ok: code-nosql-injection
  await session.run(`MATCH (n {name: '${name}'}) RETURN n`); // expect: code-nosql-injection
  await session.run('MATCH (n {name: $name}) RETURN n', { name }); // ok: code-nosql-injection
});
