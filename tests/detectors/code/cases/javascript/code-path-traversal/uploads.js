const express = require('express');
const fs = require('fs');
const multer = require('multer');

const app = express();
const upload = multer({ dest: '/srv/uploads' });

app.post('/', upload.single('picture'), (req, res) => {
  fs.readFileSync(req.file.path); // ok: code-path-traversal
  fs.renameSync(req.file.path, '/srv/kept/' + req.file.filename); // ok: code-path-traversal
  fs.renameSync(req.file.path, '/srv/kept/' + req.file.originalname); // expect: code-path-traversal
  for (const one of req.files) {
    fs.unlinkSync(one.path); // ok: code-path-traversal
    fs.writeFileSync('/srv/kept/' + one.originalname, one.buffer); // expect: code-path-traversal
  }
  res.end();
});
