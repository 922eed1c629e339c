const express = require('express');
const { exec, execFile, spawn, execSync } = require('node:child_process');
const { promisify } = require('util');
const execa = require('execa');
const shell = require('shelljs');
const crossSpawn = require('cross-spawn');
const { quote } = require('shell-quote');

const app = express();
const run = promisify(exec);

app.get('/a', async (req, res) => {
  const host = req.query.host;
  exec('ping -c 1 ' + host, (error, out) => res.send(out)); // expect: code-command-injection
  execSync(`ping ${host}`); // expect: code-command-injection
  execFile('ping', ['-c', '1', host]); // ok: code-command-injection
  execFile(host, ['-c']); // expect: code-command-injection
  spawn('ping', [host]); // ok: code-command-injection
  spawn('ping ' + host, { shell: true }); // expect: code-command-injection
  spawn('ping', [host], { shell: true }); // expect: code-command-injection
  spawn('ping', [host], { shell: false }); // ok: code-command-injection
  spawn('sh', ['-c', 'ping ' + host]); // expect: code-command-injection
  spawn('git', ['-c', host]); // ok: code-command-injection
  execa('ping', [host]); // ok: code-command-injection
  execa.command('ping ' + host); // expect: code-command-injection
  shell.exec('ping ' + host); // expect: code-command-injection
  crossSpawn(host, []); // expect: code-command-injection
  exec('ping ' + quote([host])); // ok: code-command-injection
  await run('ping ' + host); // expect: code-command-injection
  if (/^[a-z0-9.]+$/.test(host)) {
    exec('ping ' + host); // ok: code-command-injection
  }
  const port = parseInt(req.query.port, 10);
  exec(`nc localhost ${port}`); // ok: code-command-injection
});
