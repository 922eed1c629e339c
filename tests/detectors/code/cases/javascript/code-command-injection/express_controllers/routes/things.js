const router = require('express').Router();
const wrap = require('express-async-handler');
const things = require('../controller');
const Shelf = require('../shelf');

const shelf = new Shelf();
router.get('/', things.list);
router.post('/', wrap(things.save));
router.get('/shelf', shelf.show.bind(shelf));
router.route('/:id').get([known, things.one]).delete(shelf.remove);

function known(q, s, next) {
  next();
}

module.exports = router;
