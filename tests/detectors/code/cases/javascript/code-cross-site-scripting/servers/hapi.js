const Hapi = require("@hapi/hapi");

const server = Hapi.server({ port: 3000 });
server.route({
  method: "GET",
  path: "/a",
  handler: (request, h) => h.view("person", { person: { name: request.query.name } }),
});
