import Fastify from 'fastify';
import { Type } from '@sinclair/typebox';
import { z } from 'zod';
import { exec } from 'child_process';

const fastify = Fastify();

function list(body: any) {
  for (const tag of body.tags) {
    exec('ls ' + tag); // ok: code-command-injection
  }
  exec('ls ' + body.owner.age); // ok: code-command-injection
  exec('ls ' + body.owner.name); // expect: code-command-injection
}

const schema = {
  params: {
    type: 'object',
    properties: {
      id: { type: 'string', format: 'uuid' },
      kind: { enum: ['a', 'b'] },
      word: { type: 'string', pattern: '^[a-z0-9]+$' },
      rest: { type: 'string', pattern: '[a-z]' },
    },
  },
};

fastify.get('/shop/:id', { schema }, async function (request, reply) {
  const { id, kind, word, rest, other } = request.params as any;
  exec(`ls ${id} ${kind} ${word}`); // ok: code-command-injection
  exec(`ls ${rest}`); // expect: code-command-injection
  exec(`ls ${other}`); // expect: code-command-injection
  exec('ls ' + request.query['id']); // expect: code-command-injection
  return 'done';
});

fastify.route({
  method: 'POST',
  url: '/tags',
  schema: {
    body: {
      type: 'object',
      properties: {
        tags: { type: 'array', items: { type: 'integer' } },
        owner: { type: 'object', properties: { age: { type: 'number' }, name: { type: 'string' } } },
      },
    },
  },
  handler: async (request, reply) => {
    list(request.body);
  },
});

const Page = Type.Object({
  size: Type.Integer(),
  key: Type.String({ format: 'uuid' }),
  order: Type.Union([Type.Literal('up'), Type.Literal('down')]),
  text: Type.String({ minLength: 2 }),
});

fastify.get('/page', { schema: { querystring: Page } }, async (request, reply) => {
  exec('ls ' + request.query.size + request.query.key + request.query.order); // ok: code-command-injection
  exec('ls ' + request.query.text); // expect: code-command-injection
});

fastify.get('/zod', { schema: { querystring: z.object({ size: z.coerce.number(), text: z.string() }) } }, async (request, reply) => {
  exec('ls ' + request.query.size); // ok: code-command-injection
  exec('ls ' + request.query.text); // expect: code-command-injection
});
