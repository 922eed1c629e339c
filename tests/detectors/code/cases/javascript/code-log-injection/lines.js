// Lines that a program adds to a log of its own.
const express = require('express');
const { appendFile } = require('node:fs/promises');
const path = require('path');

const FILE = path.join(process.env.LOG_DIR ?? '/var/log/shop', 'audit.log');
const app = express();

class AuditTrail {
  async raw(detail) {
    await appendFile(FILE, `${new Date().toISOString()} ${detail}\n`); // expect: code-log-injection
  }

  async flat(detail) {
    const line = detail.replace(/[\r\n\u2028\u2029]+/g, ' ');
    await appendFile(FILE, `${line}\n`); // ok: code-log-injection
  }

  async coded(detail) {
    await appendFile(FILE, JSON.stringify({ detail }) + '\n'); // ok: code-log-injection
  }
}

const trail = new AuditTrail();

app.post('/loans', async (req, res) => {
  const card = String(req.body.card);
  await trail.raw(`unknown card ${card}`);
  await trail.flat(`unknown card ${card}`);
  await trail.coded(card);
  await appendFile('/srv/notes.txt', card); // ok: code-log-injection
  res.end();
});
