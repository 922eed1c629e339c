'use strict';

// The object is `this` of a function that goes through another.
function copy(value, key) {
  const own = this[key];
  if (isObject(value) && isObject(own)) {
    mixin(own, value);
  } else {
    this[key] = value; // expect: code-merged-keys
  }
}

function mixin(target, ...objects) {
  objects.forEach((object) => forIn(object, copy, target));
  return target;
}

// What is below has variables of its own.
const deep = (module.exports = function () {
  const target = arguments[0];
  let own;
  let other;
  [].slice.call(arguments, 1).forEach((object) => {
    Object.keys(object).forEach((key) => {
      own = target[key];
      other = object[key];
      if (typeof own !== 'object') {
        target[key] = other; // expect: code-merged-keys
      } else {
        target[key] = deep(own, other);
      }
    });
  });
  return target;
});

// Two functions that call each other.
const mergeKeys = (merged, source, keys) => {
  keys.forEach((key) => {
    if (key in merged) {
      merged[key] = merge(merged[key], source[key]); // expect: code-merged-keys
    } else {
      merged[key] = source[key];
    }
  });
  return merged;
};

function merge(merged, source) {
  return mergeKeys(merged, source, Object.keys(source));
}

// Small functions put it there, and the function itself is handed on.
function base(object, source) {
  each(source, (value, key) => {
    if (isObject(value)) below(object, source, key, base);
    else assign(object, key, value);
  });
}

function below(object, source, key, next) {
  const own = object[key];
  const other = source[key];
  next(own, other);
  assign(object, key, own); // expect: code-merged-keys
}

function assign(object, key, value) {
  object[key] = value;
}

// Refused by a list, by a function, by looking at what the object has itself, and without a prototype.
const REFUSED = ['__proto__', 'constructor', 'prototype'];

function listed(target, source) {
  for (const key in source) {
    if (REFUSED.includes(key)) continue;
    if (isObject(source[key])) listed(target[key], source[key]);
    else target[key] = source[key]; // ok: code-merged-keys
  }
}

function isBad(name) {
  return name === '__proto__';
}

function asked(target, source) {
  for (const key in source) {
    if (isBad(key)) continue;
    if (isObject(source[key])) asked(target[key], source[key]);
    else target[key] = source[key]; // ok: code-merged-keys
  }
}

function owned(target, source) {
  for (const key in source) {
    if (Object.prototype.hasOwnProperty.call(target, key)) owned(target[key], source[key]);
    else target[key] = source[key]; // ok: code-merged-keys
  }
}

function foreign(target, source) {
  for (const key in source) {
    if (Object.prototype.hasOwnProperty.call(source, key) && isObject(source[key])) {
      foreign(target[key], source[key]);
    } else {
      target[key] = source[key]; // expect: code-merged-keys
    }
  }
}

function copied(source) {
  const made = {};
  for (const key in source) {
    made[key] = isObject(source[key]) ? copied(source[key]) : source[key]; // ok: code-merged-keys
  }
  return made;
}

function isObject(value) {
  return value !== null && typeof value === 'object';
}

Object.assign(module.exports, { mixin, merge, base, listed, asked, owned, foreign, copied });

// A table of tables under two keys that are told.
const cache = {};
const bare = Object.create(null);

function remember(from, to, value) {
  cache[from] = cache[from] || {};
  cache[from][to] = value; // expect: code-merged-keys
}

function rememberBare(from, to, value) {
  bare[from] = bare[from] || Object.create(null);
  bare[from][to] = value; // ok: code-merged-keys
}
