const express = require("express");
const { MongoClient } = require("mongodb");
const Handlers = require("./handlers");

const app = express();
app.use(express.json());

MongoClient.connect(process.env.DATABASE, (error, db) => {
  const handlers = new Handlers(db);
  app.post("/login", handlers.login);
  app.post("/find", handlers.find);
  app.post("/rename", handlers.rename);
  app.listen(4000);
});
