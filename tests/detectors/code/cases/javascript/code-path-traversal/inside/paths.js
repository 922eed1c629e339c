const path = require('path');

exports.isPathInside = (parent, child) => {
  const relative = path.relative(parent, child);
  return Boolean(relative && relative !== '..' && !relative.startsWith('../') && relative !== path.resolve(child));
};

exports.isBelow = function (parent, child) {
  const full = path.resolve(child);
  return full.startsWith(parent + path.sep);
};

exports.isOutside = (parent, child) => path.relative(parent, child).startsWith('..');

exports.isLonger = (parent, child) => Boolean(path.relative(parent, child).length > child.length);
