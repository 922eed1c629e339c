const fastify = require('fastify')();
const { exec } = require('child_process');

fastify.register(async function things(inner, options) {
  inner.get('/:name', async (request, reply) => {
    exec('ls ' + request.params.name); // expect: code-command-injection
    exec('ls ' + options.folder); // ok: code-command-injection
    return 1;
  });
});

fastify.route({
  method: 'POST',
  url: '/',
  handler: async function (request, reply) {
    exec(`du ${request.body.folder}`); // expect: code-command-injection
    exec(`du ${parseInt(request.body.depth, 10)}`); // ok: code-command-injection
  },
});

fastify.addHook('onRequest', async (request, reply) => {
  exec('true ' + request.headers['x-name']); // expect: code-command-injection
});
