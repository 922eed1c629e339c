const Hapi = require('@hapi/hapi');
const { exec } = require('child_process');

const server = Hapi.server({ port: 3000 });

server.route([
  { method: 'GET', path: '/{name}', handler: show },
  {
    method: 'POST',
    path: '/',
    options: {
      handler: (request, h) => {
        exec(`du ${request.payload.folder}`); // expect: code-command-injection
        return h.response({});
      },
    },
  },
]);

function show(request, h) {
  exec('ls ' + request.params.name); // expect: code-command-injection
  exec('ls ' + request.info.id); // ok: code-command-injection
  return 1;
}
