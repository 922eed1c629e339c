const fastify = require("fastify")();
const session = require("@fastify/session");

fastify.register(session, { secret: process.env.SECRET, cookie: { secure: false } }); // expect: code-insecure-cookie
fastify.register(session, { secret: process.env.SECRET, cookie: { secure: true } }); // ok: code-insecure-cookie
