const express = require('express');
const winston = require('winston');

const app = express();
const logger = winston.createLogger();
app.get('/', (req, res) => {
  console.log('login of ' + req.query.name); // expect: code-log-injection
  logger.info(`login of ${req.query.name}`); // expect: code-log-injection
  logger.info(`login of ${JSON.stringify(req.query.name)}`); // ok: code-log-injection
  logger.info(`login of ${req.query.name.replace(/[\r\n]/g, '')}`); // ok: code-log-injection
});
