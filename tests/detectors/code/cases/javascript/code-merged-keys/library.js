'use strict';

function merge(target, source) {
  for (const key in source) {
    if (typeof source[key] === 'object') {
      target[key] = merge(target[key], source[key]); // expect: code-merged-keys
    } else {
      target[key] = source[key];
    }
  }
  return target;
}

function extend(to, from) {
  Object.keys(from).forEach((name) => {
    if (isObject(to[name])) {
      extend(to[name], from[name]);
    } else {
      to[name] = from[name]; // expect: code-merged-keys
    }
  });
}

function guarded(target, source) {
  for (const key in source) {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') continue;
    if (typeof source[key] === 'object') {
      guarded(target[key], source[key]);
    } else {
      target[key] = source[key]; // ok: code-merged-keys
    }
  }
}

function set(object, path, value) {
  const parts = path.split('.');
  let at = object;
  for (let i = 0; i < parts.length - 1; i++) {
    at = at[parts[i]] || {};
  }
  at[parts[parts.length - 1]] = value; // expect: code-merged-keys
}

function assign(target, source) {
  for (const key of Object.keys(source)) {
    target[key] = source[key]; // ok: code-merged-keys
  }
}

function isObject(value) {
  return value !== null && typeof value === 'object';
}

module.exports = { merge, extend, guarded, set, assign };
