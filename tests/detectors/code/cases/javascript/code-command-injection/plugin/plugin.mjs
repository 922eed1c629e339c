// A plugin that asks for the server alone, and a schema of another file.
import { exec } from 'node:child_process';
import { plain } from './schema.mjs';

export default async function routes(fastify) {
  fastify.post('/a/:name', { schema: { params: plain } }, async (request, reply) => {
    exec(`zfs snapshot ${request.params.name}`); // ok: code-command-injection
  });

  fastify.post('/b/:name', { schema: { params: { type: 'object', properties: { name: { type: 'string' } } } } }, async (request, reply) => {
    exec(`zfs snapshot ${request.params.name}`); // expect: code-command-injection
  });
}
