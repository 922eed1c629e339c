const express = require('express');
const users = require('../controllers/users');

const router = express.Router();
router.post('/', users.find);
module.exports = router;
