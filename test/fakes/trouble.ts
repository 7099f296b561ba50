/** Network failures between a client and a platform, the same for both fakes. */
import type { ServerResponse } from 'node:http';
import type { Recorded } from './record.ts';

export type Trouble =
  /** No answer; the request is not carried out, and stays open. */
  | 'hang'
  /** The request is carried out; the headers are sent, and nothing after them. */
  | 'hang after'
  /** The connection is cut, the request not carried out. */
  | 'drop before'
  /** The request is carried out, then the connection is cut: the client can't know. */
  | 'drop after'
  /** The request is carried out; half of the answer is sent, then the fake closes its side of the connection. */
  | 'half after';

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, headers).end(body);
}

/** Applies a network failure to a request; `carryOut` carries it out and returns its response. */
export function disturb(trouble: Trouble, entry: Recorded, response: ServerResponse, carryOut: () => Reply): void {
  if (trouble === 'hang') return;
  if (trouble === 'drop before') return void response.socket?.destroy();
  const { status, headers, body } = carryOut();
  if (trouble === 'drop after') {
    // The client never got this Retry-After, so later requests aren't early.
    if (entry.refused) entry.refused.until = entry.at;
    response.socket?.destroy();
  } else if (trouble === 'hang after') response.writeHead(status, headers).flushHeaders();
  else {
    response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
    response.write(body.slice(0, body.length / 2), () => response.socket?.end());
  }
}
