// Functions of the first Koa have the request as what they are called on.
const koa = require('koa');
const app = koa();

app.use(function * (next) {
  if (this.request.url.slice(-1) !== '/') this.redirect(this.request.url + '/'); // expect: code-redirect-to-path
  yield next;
});

app.use(function * () {
  this.redirect(this.request.query.back); // expect: code-open-redirect
});

app.use(function * () {
  this.redirect('/search?q=' + encodeURIComponent(this.query.q)); // ok: code-open-redirect,code-redirect-to-path
});

app.use(function * () {
  this.redirect(this.request.origin + this.request.url + '/'); // ok: code-redirect-to-path
});

const table = { back: '/', show() { return this.back; } };
app.use(function * () {
  this.redirect(table.show()); // ok: code-open-redirect,code-redirect-to-path
});
