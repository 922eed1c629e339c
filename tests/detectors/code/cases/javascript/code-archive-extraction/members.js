const fs = require('fs');
const path = require('path');
const AdmZip = require('adm-zip');
const unzipper = require('unzipper');
const yauzl = require('yauzl');

function unpack(file, folder) {
  const zip = new AdmZip(file);
  for (const entry of zip.getEntries()) {
    fs.writeFileSync(path.join(folder, entry.entryName), entry.getData()); // expect: code-path-traversal
    fs.writeFileSync(path.join(folder, path.basename(entry.entryName)), entry.getData()); // ok: code-path-traversal
  }
}

function stream(file, folder) {
  fs.createReadStream(file)
    .pipe(unzipper.Parse())
    .on('entry', (entry) => {
      entry.pipe(fs.createWriteStream(path.join(folder, entry.path))); // expect: code-path-traversal
    });
}

function lazily(file, folder) {
  yauzl.open(file, { lazyEntries: true }, (error, zip) => {
    zip.on('entry', (entry) => {
      const target = path.resolve(folder, entry.fileName);
      fs.mkdirSync(target); // expect: code-path-traversal
      if (target.startsWith(folder + path.sep)) {
        fs.mkdirSync(target); // ok: code-path-traversal
      }
    });
  });
}

module.exports = { unpack, stream, lazily };
