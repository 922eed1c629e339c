const Koa = require('koa');
const Router = require('@koa/router');
const { exec } = require('child_process');

const app = new Koa();
const router = new Router({ prefix: '/things' });

router.get('/:name', async (ctx) => {
  exec('ls ' + ctx.params.name); // expect: code-command-injection
  exec('ls ' + Number(ctx.query.depth)); // ok: code-command-injection
});

router.post('/', check, async (ctx) => {
  const { folder } = ctx.request.body;
  exec(`du ${folder}`); // expect: code-command-injection
});

async function check(ctx, next) {
  exec('true ' + ctx.get('X-Name')); // expect: code-command-injection
  exec('true ' + ctx.state.name); // ok: code-command-injection
  await next();
}

app.use(router.routes());
