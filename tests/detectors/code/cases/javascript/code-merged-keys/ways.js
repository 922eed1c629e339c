'use strict';

exports.put = (object, path, value) => {
  const keys = path.split('.');
  keys.reduce((inner, key, at) => {
    if (at === keys.length - 1) inner[key] = value; // expect: code-merged-keys
    inner[key] = inner[key] || {};
    return inner[key];
  }, object);
  return object;
};
exports.putAtEnd = (object, path, value) => {
  const last = path.pop();
  const inner = path.reduce((one, key) => (one[key] = one[key] || {}), object); // expect: code-merged-keys
  inner[last] = value;
};
exports.get = (object, path) => path.split('.').reduce((inner, key) => inner && inner[key], object); // ok: code-merged-keys
exports.count = (words, path) =>
  words.reduce((counts, word) => {
    counts[word] = (counts[word] || 0) + 1; // ok: code-merged-keys
    return counts;
  }, {});
exports.refused = (object, path, value) => {
  const keys = path.split('.');
  if (keys.includes('__proto__')) return;
  keys.reduce((inner, key, at) => {
    inner[key] = at === keys.length - 1 ? value : inner[key] || {}; // ok: code-merged-keys
    return inner[key];
  }, object);
};

function mergeDeep(target, source) {
  for (const key in source) {
    if (isObject(source[key])) {
      if (!target[key]) Object.assign(target, { [key]: {} }); // expect: code-merged-keys
      mergeDeep(target[key], source[key]);
    } else {
      Object.assign(target, { [key]: source[key] });
    }
  }
  return target;
}

function mergeBy(target, source, merge) {
  Object.keys(source).forEach((key) => {
    target[key] = merge(target[key], source[key]); // expect: code-merged-keys
  });
  return target;
}
const FORBIDDEN = ['__proto__', 'constructor'];

function mergeKnown(target, source, merge) {
  Object.keys(source).forEach((key) => {
    if (FORBIDDEN.includes(key)) return;
    target[key] = merge(target[key], source[key]); // ok: code-merged-keys
  });
  return target;
}

function larger(target, source, compare) {
  for (const key of Object.keys(target)) {
    target[key] = compare(target[key], source); // ok: code-merged-keys
  }
}
module.exports = { mergeDeep, mergeBy, mergeKnown, larger };

exports.each = (object, keys, value) => {
  let inner = object;
  keys.slice(0, -1).forEach((key) => {
    if (inner[key] === undefined) inner[key] = {};
    inner = inner[key];
  });
  const key = keys[keys.length - 1];
  inner[key] = value; // expect: code-merged-keys
};
exports.small = (object, path, value) => {
  let nested = object;
  for (let at = 0; at < path.length; at++) {
    const key = path[at];
    assign(nested, key, at === path.length - 1 ? value : nested[key] || {}); // expect: code-merged-keys
    nested = nested[key];
  }
};
function assign(object, key, value) {
  object[key] = value; // ok: code-merged-keys
}
