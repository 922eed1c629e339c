const express = require('express');
const session = require('express-session');
const { MongoClient } = require('mongodb');
const routes = require('./routes');

const app = express();
MongoClient.connect('mongodb://localhost', (error, db) => {
  app.use(session({ secret: process.env.SECRET, cookie: { secure: true } }));
  routes(app, db);
  app.listen(3000);
});
