const express = require('express');
const tar = require('tar');

const app = express();
app.post('/', (req, res) => {
  tar.x({ file: req.file.path, cwd: '/srv', preservePaths: true }); // expect: code-archive-extraction
  tar.x({ file: req.file.path, cwd: '/srv' }); // ok: code-archive-extraction
  res.end();
});
