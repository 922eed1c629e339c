const express = require('express');

const app = express();

function load(id) {
  if (id.length > 9) throw new Error('no such thing: ' + id);
  return id.length;
}

async function find(id) {
  throw new Error(`nothing by ${id}`);
}

function fixed() {
  throw new Error('not today');
}

function caught(id) {
  try {
    return load(id);
  } catch (error) {
    return 0;
  }
}

app.get('/load', (req, res) => {
  try {
    res.json(load(req.query.id));
  } catch (error) {
    res.send('Error: ' + error.message); // expect: code-cross-site-scripting
  }
});

app.get('/find', (req, res) => {
  find(req.query.id)
    .then((found) => res.json(found))
    .catch((error) => res.send(error.message)); // expect: code-cross-site-scripting
});

app.get('/fixed', (req, res) => {
  if (!req.query.id) throw new Error(req.query.name);
  try {
    fixed(req.query.id);
  } catch (error) {
    res.send('Error: ' + error.message); // ok: code-cross-site-scripting
  }
});

app.get('/caught', (req, res) => {
  try {
    caught(req.query.id);
  } catch (error) {
    res.send('Error: ' + error.message); // ok: code-cross-site-scripting
  }
});

app.get('/json', (req, res) => {
  try {
    load(req.query.id);
  } catch (error) {
    res.json({ error: error.message }); // ok: code-cross-site-scripting
  }
});
