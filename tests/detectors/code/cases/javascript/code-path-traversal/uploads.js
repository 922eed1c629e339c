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

app.post('/fields', upload.fields([{ name: 'picture' }]), async (req, res) => {
  const all = req.files.picture || req.files.others;
  await Promise.all(all.map((one) => fs.promises.unlink(one.path))); // ok: code-path-traversal
  fs.readFileSync(req.files.picture[0].path); // ok: code-path-traversal
  fs.readFileSync('/srv/kept/' + req.files.picture[0].originalname); // expect: code-path-traversal
  const { destination, originalname } = req.file;
  fs.readdirSync(destination); // ok: code-path-traversal
  fs.readFileSync('/srv/kept/' + originalname); // expect: code-path-traversal
  res.end();
});
