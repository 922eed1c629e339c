const fs = require('fs');
const path = require('path');
const tar = require('tar-stream');
const unzipper = require('unzipper');

module.exports = (folder, data) => {
  const members = tar.extract();
  members.on('entry', (header, stream, next) => {
    fs.link(path.resolve(folder, header.linkname), path.join(folder, 'link'), next); // expect: code-path-traversal
    fs.createWriteStream(path.join(folder, path.join('/', header.name))); // ok: code-path-traversal
    fs.createWriteStream(path.join(folder, header.name)); // expect: code-path-traversal
  });
  unzipper.Open.buffer(data).then((archive) => {
    for (const entry of archive.files) {
      fs.createWriteStream('uploads/' + entry.path); // expect: code-path-traversal
      fs.createWriteStream('uploads/' + path.basename(entry.path)); // ok: code-path-traversal
    }
  });
  fs.createReadStream('kept.zip').pipe(unzipper.Parse()).on('entry', (entry) => {
    entry.pipe(fs.createWriteStream('uploads/' + entry.path)); // expect: code-path-traversal
  });
};
