const Hapi = require('@hapi/hapi');
const Joi = require('joi');
const express = require('express');
const { z } = require('zod');
const axios = require('axios');
const { exec } = require('child_process');

const server = Hapi.server({ port: 4200 });

server.route({
  method: 'POST',
  path: '/zones',
  options: {
    validate: {
      payload: Joi.object({
        zone: Joi.string().trim().domain({ tlds: false }).max(120).required(),
        peer: Joi.string().ip({ version: ['ipv6'] }).required(),
        owner: Joi.string().email().required(),
      }),
    },
  },
  handler: async (request, h) => {
    const { zone, peer, owner } = request.payload;
    exec(`dig +short ${zone}`); // ok: code-command-injection
    exec('mtr -r ' + peer); // ok: code-command-injection
    exec(`notify ${owner}`); // expect: code-command-injection
    await axios.get(`http://${zone}/status`); // expect: code-request-forgery
    return h.response().code(204);
  },
});

const Lookup = z.object({ name: z.hostname(), note: z.string().max(40) });

const app = express();
app.post('/lookups', express.json(), (req, res) => {
  const { name, note } = Lookup.parse(req.body);
  exec(`host ${name}`); // ok: code-command-injection
  exec(`logger ${note}`); // expect: code-command-injection
  res.sendStatus(204);
});
