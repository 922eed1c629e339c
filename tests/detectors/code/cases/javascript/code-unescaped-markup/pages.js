// A function that the module keeps to itself gets what is called with, and nothing else.
const escapeHtml = require('escape-html');

function list(torrent) {
  return page(`${escapeHtml(torrent.name)} - list`);
}

function missing() {
  return page('404 - Not Found');
}

function page(title) {
  return `<html><head><title>${title}</title></head><a href="/">home</a></html>`; // ok: code-unescaped-markup
}

function open(torrent) {
  return frame(`${torrent.name} - open`);
}

function frame(title) {
  return `<html><head><title>${title}</title></head><a href="/">home</a></html>`; // expect: code-unescaped-markup
}

function shown(title) {
  return `<html><head><title>${title}</title></head><a href="/">home</a></html>`; // expect: code-unescaped-markup
}

module.exports = { list, missing, open, shown, all: () => shown('all') };
