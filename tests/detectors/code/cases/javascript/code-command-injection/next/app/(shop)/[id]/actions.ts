'use server';

import { exec } from 'child_process';

export async function save(form) {
  exec('save ' + form.get('name')); // expect: code-command-injection
}
