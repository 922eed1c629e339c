const Hapi = require('@hapi/hapi');
const Joi = require('joi');
const { exec } = require('child_process');

const server = Hapi.server({ port: 3000 });

server.route({
  method: 'POST',
  path: '/shop/{size}',
  options: {
    validate: {
      params: { size: Joi.number().integer() },
      payload: Joi.object({ id: Joi.string().guid(), word: Joi.string().pattern(/^[a-z]+$/), text: Joi.string().max(9) }),
    },
    handler: async (request, h) => {
      exec('ls ' + request.params.size); // ok: code-command-injection
      exec('ls ' + request.payload.id + request.payload.word); // ok: code-command-injection
      exec('ls ' + request.payload.text); // expect: code-command-injection
      exec('ls ' + request.query.size); // expect: code-command-injection
      return 'done';
    },
  },
});
