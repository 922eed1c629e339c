import { NestFactory } from '@nestjs/core';
import type { NextFunction, Request, RequestHandler, Response } from 'express';

export function crossOrigin(portals: string[]): RequestHandler {
  return (req: Request, res: Response, next: NextFunction): void => {
    const origin = req.headers.origin ?? portals[0];
    if (portals.includes(origin)) {
      res.header('Access-Control-Allow-Origin', origin); // ok: code-reflected-origin
    }
    next();
  };
}

export class Origins {
  constructor(private readonly known: string[]) {}

  use(req: Request, res: Response, next: NextFunction): void {
    const origin = req.headers.origin;
    if (this.known.includes(origin)) {
      res.header('Access-Control-Allow-Origin', origin); // ok: code-reflected-origin
    }
    next();
  }
}

export function open(portals: string[]): RequestHandler {
  return (req: Request, res: Response, next: NextFunction): void => {
    const origin = req.headers.origin ?? portals[0];
    res.header('Access-Control-Allow-Origin', origin); // expect: code-reflected-origin
    next();
  };
}

async function start(): Promise<void> {
  const app = await NestFactory.create(AppModule);
  app.use(crossOrigin(config.get('PORTALS', '').split(',')));
  app.use(open(config.get('PORTALS', '').split(',')));
  await app.listen(3000);
}

void start();
