'use strict';

exports.parse = (text) => {
  const out = {};
  let section = out;
  text.split('\n').forEach((line) => {
    const found = line.match(/^\[([^\]]*)\]$|^([^=]+)=(.*)$/);
    if (!found) return;
    if (found[1] !== undefined) {
      section = out[found[1]] = out[found[1]] || {};
      return;
    }
    section[found[2]] = found[3]; // expect: code-merged-keys
  });
  return out;
};

exports.bare = (text) => {
  const out = Object.create(null);
  let section = out;
  text.split('\n').forEach((line) => {
    const found = line.match(/^\[([^\]]*)\]$|^([^=]+)=(.*)$/);
    if (!found) return;
    if (found[1] !== undefined) {
      section = out[found[1]] = out[found[1]] || Object.create(null);
      return;
    }
    section[found[2]] = found[3]; // ok: code-merged-keys
  });
  return out;
};

exports.grouped = (items) => {
  const groups = {};
  for (const item of items) {
    const group = (groups[item.kind] = groups[item.kind] || {});
    group[item.id] = item; // ok: code-merged-keys
  }
  return groups;
};
