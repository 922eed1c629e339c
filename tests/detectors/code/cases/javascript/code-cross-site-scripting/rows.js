// What a database gives back is not what it was asked with.
const Koa = require('koa');
const Router = require('@koa/router');
const knex = require('knex')({ client: 'pg' });
const router = new Router();

router.get('/a', async (ctx) => {
  const { from } = ctx.query;
  ctx.body = await knex('seen').select('id').where({ kept: true }).whereRaw('at > ?', [from]).orderBy('at'); // ok: code-cross-site-scripting
});

router.get('/b', async (ctx) => {
  ctx.body = `<b>${ctx.query.name}</b>`; // expect: code-cross-site-scripting
});

new Koa().use(router.routes());
