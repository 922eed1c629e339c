// A page asks in the name of its visitor, and not from inside.
const name = new URLSearchParams(window.location.search).get('name');

fetch('/api/items?name=' + name); // ok: code-request-forgery
fetch(name); // ok: code-request-forgery
