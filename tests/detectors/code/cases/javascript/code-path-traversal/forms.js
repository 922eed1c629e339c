const fs = require('fs');
const http = require('http');
const formidable = require('formidable');

http.createServer((req, res) => {
  const form = new formidable.IncomingForm();
  form.parse(req, (error, fields, files) => {
    fs.renameSync(files.picture.path, '/srv/kept/picture'); // ok: code-path-traversal
    fs.renameSync(files.picture.filepath, '/srv/kept/picture'); // ok: code-path-traversal
    fs.renameSync(files.picture.path, '/srv/kept/' + files.picture.name); // expect: code-path-traversal
    fs.readFileSync('/srv/kept/' + fields.name); // expect: code-path-traversal
    res.end();
  });
});
