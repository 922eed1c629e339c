// What a pattern has found, by its groups and as a whole.
const express = require('express');
const { execSync } = require('child_process');
const app = express();

app.post('/a', (req, res) => {
  const match = /^refs\/heads\/([A-Za-z0-9_][\w./-]*)$/.exec(req.query.ref);
  if (!match) return res.sendStatus(400);
  execSync(`git fetch origin ${match[1]}`); // ok: code-command-injection
});

app.post('/b', (req, res) => {
  const [, branch] = /^refs\/heads\/([\w.-]+)$/.exec(req.query.ref) ?? [];
  if (branch) execSync(`git fetch origin ${branch}`); // ok: code-command-injection
});

app.post('/c', (req, res) => {
  const { groups } = /^(?<name>[\w-]+)$/.exec(req.query.ref);
  execSync(`git fetch origin ${groups.name}`); // ok: code-command-injection
});

app.post('/d', (req, res) => {
  const match = /^refs\/heads\/(.+)$/.exec(req.query.ref);
  if (!match) return res.sendStatus(400);
  execSync(`git fetch origin ${match[1]}`); // expect: code-command-injection
});

app.post('/e', (req, res) => {
  const match = req.query.ref.match(/^([a-z]+):(.*)$/);
  execSync(`git fetch ${match[1]}`); // ok: code-command-injection
});

app.post('/f', (req, res) => {
  const match = req.query.ref.match(/^([a-z]+):(.*)$/);
  execSync(`git fetch ${match[2]}`); // expect: code-command-injection
});

app.post('/g', (req, res) => {
  for (const one of req.query.names.matchAll(/@([a-z]+)/g)) {
    execSync(`id ${one[1]}`); // ok: code-command-injection
  }
});

app.post('/h', (req, res) => {
  for (const one of req.query.names.matchAll(/@(\S+)/g)) {
    execSync(`id ${one[1]}`); // expect: code-command-injection
  }
});
