const express = require('express');
const users = require('../controllers/users');

const router = express.Router();
router.post('/', users.early);
router.post('/both', users.both);
module.exports = router;
