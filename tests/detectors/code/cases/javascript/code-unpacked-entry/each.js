'use strict';

const fs = require('fs');
const path = require('path');
const JSZip = require('jszip');
const decompressTar = require('decompress-tar');

exports.all = (input, output) =>
  decompressTar()(input).then((files) =>
    files.map((x) => {
      const target = path.join(output, x.path); // expect: code-unpacked-entry
      return fs.promises.writeFile(target, x.data);
    }),
  );
exports.inside = (input, output) =>
  decompressTar()(input).then((files) =>
    files.map((x) => {
      const target = path.join(output, x.path); // ok: code-unpacked-entry
      if (target.indexOf(output) !== 0) throw new Error(target);
      return fs.promises.writeFile(target, x.data);
    }),
  );
exports.names = async (data, folder) => {
  const zip = await JSZip.loadAsync(data);
  for (const name of Object.keys(zip.files)) {
    const held = await zip.files[name].async('nodebuffer');
    fs.writeFileSync(path.join(folder, name), held); // expect: code-unpacked-entry
  }
};
exports.last = async (data, folder) => {
  const zip = await JSZip.loadAsync(data);
  for (const name of Object.keys(zip.files)) {
    const held = await zip.files[name].async('nodebuffer');
    fs.writeFileSync(path.join(folder, path.basename(name)), held); // ok: code-unpacked-entry
  }
};
