'use strict';

const fs = require('fs');
const path = require('path');

exports.unpack = function (parser, folder) {
  parser.on('entry', (entry) => {
    const target = path.join(folder, entry.path); // expect: code-unpacked-entry
    entry.pipe(fs.createWriteStream(target));
  });
};

exports.extractAllTo = function (entries, folder, keep) {
  entries.forEach((entry) => {
    const file = path.resolve(folder, keep ? entry.entryName : path.basename(entry.entryName)); // expect: code-unpacked-entry
    fs.writeFileSync(file, entry.getData());
  });
};

exports.flat = function (entries, folder) {
  entries.forEach((entry) => {
    fs.writeFileSync(path.join(folder, path.basename(entry.entryName)), entry.getData()); // ok: code-unpacked-entry
  });
};

exports.checked = function (entries, folder) {
  entries.forEach((entry) => {
    const file = path.resolve(folder, entry.entryName); // ok: code-unpacked-entry
    if (file.indexOf(folder) !== 0) throw new Error('outside');
    fs.writeFileSync(file, entry.getData());
  });
};

exports.refused = function (entries, folder) {
  entries.forEach((entry) => {
    if (entry.entryName.split('/').includes('..')) return;
    fs.writeFileSync(path.join(folder, entry.entryName), entry.getData()); // ok: code-unpacked-entry
  });
};
