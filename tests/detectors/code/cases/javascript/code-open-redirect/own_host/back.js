function back(ctx, otherwise) {
  const { from } = ctx.query;
  if (typeof from !== 'string') return otherwise;
  const page = new URL(from, ctx.origin);
  return page.origin === ctx.origin ? page.href : otherwise;
}

exports.change = ({ home = '/' }) => async (ctx) => {
  ctx.cookies.set('lang', 'de', { secure: true });
  ctx.redirect(back(ctx, home)); // ok: code-open-redirect
};

exports.leave = async (ctx) => {
  const page = new URL(ctx.query.from, ctx.origin);
  ctx.redirect(page.href); // expect: code-open-redirect
};

exports.refuse = async (ctx) => {
  const page = new URL(ctx.query.from, ctx.origin);
  ctx.assert(page.host === ctx.host, 400);
  ctx.redirect(page.href); // ok: code-open-redirect
};

exports.throws = async (ctx) => {
  const page = new URL(ctx.query.from, ctx.origin);
  if (page.host !== ctx.host) ctx.throw(400);
  ctx.redirect(page.href); // ok: code-open-redirect
};
