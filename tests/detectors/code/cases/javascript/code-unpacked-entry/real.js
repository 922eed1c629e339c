// Where the folder really is, is asked in what follows.
const path = require('path');
const fs = require('fs').promises;
const decompressTar = require('decompress-tar');

exports.checked = (input, output) => decompressTar()(input).then(files => Promise.all(files.map(x => {
  const place = path.join(output, x.path); // ok: code-unpacked-entry
  return fs.realpath(output)
    .then(root => fs.realpath(path.dirname(place)).then(folder => {
      if (folder.indexOf(root) !== 0) throw new Error('outside');
    }))
    .then(() => fs.writeFile(place, x.data));
})));

exports.unchecked = (input, output) => decompressTar()(input).then(files => Promise.all(files.map(x => {
  const place = path.join(output, x.path); // expect: code-unpacked-entry
  return fs.mkdir(path.dirname(place)).then(() => fs.writeFile(place, x.data));
})));
