const Koa = require("koa");
const Router = require("@koa/router");

const app = new Koa();
const router = new Router();

router.get("/a", async (ctx) => {
  await ctx.render("name", { name: ctx.query.name });
});

router.get("/b", (ctx) => {
  ctx.body = "<b>" + ctx.query.name + "</b>"; // expect: code-cross-site-scripting
  ctx.type = "html";
});

router.get("/c", (ctx) => {
  ctx.type = "text/plain";
  ctx.body = "name: " + ctx.query.name; // ok: code-cross-site-scripting
});

app.use(router.routes());
