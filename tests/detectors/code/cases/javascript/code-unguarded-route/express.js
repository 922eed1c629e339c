const express = require('express');
const { requireAuth } = require('./known');

const router = express.Router();

router.get('/', requireAuth, (req, res) => res.json([]));
router.post('/', requireAuth, (req, res) => res.json({}));
router.put('/:id', requireAuth, (req, res) => res.json({}));
router.patch('/:id', requireAuth, (req, res) => res.json({}));
router.delete('/:id', (req, res) => res.json({})); // expect: code-unguarded-route
router.post('/search', (req, res) => res.json({})); // ok: code-unguarded-route

module.exports = router;
