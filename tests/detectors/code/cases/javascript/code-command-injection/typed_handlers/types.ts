import { Request } from 'express';

export interface SignedRequest extends Request {
  user?: { id: number };
}
export type OwnRequest = Request<object, object> & { owner: string };
export type Settings = { query: { id: string } };
