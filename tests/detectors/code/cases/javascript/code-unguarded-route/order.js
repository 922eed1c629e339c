const express = require('express');

const router = express.Router();

router.post('/contact', (req, res) => res.json({})); // ok: code-unguarded-route
router.use((req, res, next) => (req.session.user ? next() : res.status(401).end()));
router.post('/', (req, res) => res.json({})); // ok: code-unguarded-route
router.put('/:id', (req, res) => res.json({}));
router.patch('/:id', (req, res) => res.json({}));
router.delete('/:id', (req, res) => res.json({}));
router.post('/:id/copy', (req, res) => res.json({}));

module.exports = router;
