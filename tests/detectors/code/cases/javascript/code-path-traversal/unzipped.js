// Members of an archive that is gone through, with the path made by another function.
const unzipper = require('unzipper');
const path = require('path');
const fs = require('fs');

function place(folder, name) {
  if (name.endsWith('.DS_Store')) return null;
  return path.join(folder, name);
}

async function unpack(upload, folder) {
  for await (const entry of upload.pipe(unzipper.Parse({ forceStream: true }))) {
    const file = place(folder, entry.path);
    if (!file) continue;
    entry.pipe(fs.createWriteStream(file)); // expect: code-path-traversal
  }
}

async function careful(upload, folder) {
  const entries = upload.pipe(unzipper.Parse({ forceStream: true }));
  for await (const entry of entries) {
    const file = path.resolve(folder, entry.path);
    if (!file.startsWith(folder + path.sep)) continue;
    entry.pipe(fs.createWriteStream(file)); // ok: code-path-traversal
  }
}

// What whoever runs a server says in its environment is what a path is.
const key = fs.readFileSync(process.env.TLS_KEY ?? '/etc/key.pem'); // ok: code-path-traversal

module.exports = { unpack, careful, key };
