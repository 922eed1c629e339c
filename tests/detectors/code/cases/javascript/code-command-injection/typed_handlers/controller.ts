import express, { Request, Response } from 'express';
import { exec } from 'child_process';
import { OwnRequest, Settings, SignedRequest } from './types';

export const show = async (asked: Request, answer: Response) => {
  const { id } = asked.body;
  exec('ls ' + id); // expect: code-command-injection
};

export function signed(asked: SignedRequest, answer: Response) {
  exec('ls ' + asked.query.id); // expect: code-command-injection
  exec('ls ' + asked.user.id); // ok: code-command-injection
}

export function own(asked: OwnRequest) {
  exec('ls ' + asked.params.id); // expect: code-command-injection
}

export function plain(asked: express.Request) {
  exec('ls ' + asked.params.id); // expect: code-command-injection
}

export function settings(asked: Settings) {
  exec('ls ' + asked.query.id); // ok: code-command-injection
}
