import { exec } from 'child_process';

export default async function handler(req, res) {
  exec('ls ' + req.query.name); // expect: code-command-injection
  exec('ls ' + Boolean(req.body.all)); // ok: code-command-injection
  res.status(200).json({});
}
