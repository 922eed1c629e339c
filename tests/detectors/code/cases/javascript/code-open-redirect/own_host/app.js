// The host that a request was sent to is no other.
const Koa = require('koa');
const Router = require('@koa/router');
const { change, leave, refuse, throws } = require('./back');

const router = new Router();
router.get('/change', change({}));
router.get('/leave', leave);
router.get('/refuse', refuse);
router.get('/throws', throws);
new Koa().use(router.routes());
