// Options that a function puts together.
const { Agent } = require('https');
const axios = require('axios');

function options() {
  return { keepAlive: true, rejectUnauthorized: false };
}

function strict() {
  return { keepAlive: true, rejectUnauthorized: true };
}

function client() {
  return axios.create({ httpsAgent: new Agent(options()) }); // expect: code-tls-unverified
}

function careful() {
  return axios.create({ httpsAgent: new Agent(strict()) }); // ok: code-tls-unverified
}

module.exports = { client, careful };
