// What is found by a pattern without signs of a shell, and what a framework calls.
import { execSync } from 'node:child_process';
import { Controller, Param, ParseIntPipe, Post } from '@nestjs/common';

export function branch(push: { ref: string }) {
  const match = /^refs\/heads\/([A-Za-z0-9_][A-Za-z0-9_./-]*)$/.exec(push.ref);
  if (!match) throw new Error('no branch');
  execSync(`git fetch origin ${match[1]} && git reset --hard`); // ok: code-composed-command
}

export function any(push: { ref: string }) {
  const match = /^refs\/heads\/(.*)$/.exec(push.ref);
  if (!match) throw new Error('no branch');
  execSync(`git fetch origin ${match[1]} && git reset --hard`); // expect: code-composed-command
}

@Controller('jobs')
export class Jobs {
  @Post(':id')
  start(@Param('id', ParseIntPipe) id: number) {
    execSync(`start-job ${id} && report`); // ok: code-composed-command
  }
}
