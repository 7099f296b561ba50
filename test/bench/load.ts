/**
 * A small HTTP client for load: plain keep-alive sockets, one request at a time on each. It costs the machine far less
 * than what it measures, and is the same for every server measured.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { now } from './clock.ts';
import { authorization } from './webhooks.ts';

interface LoadOptions {
  /** `http://127.0.0.1:3000/webhooks/cometchat` */
  url: string;
  connections: number;
  requests: number;
  /** The body of the n-th request. */
  body(n: number): string;
  /** Milliseconds from one request to the next over all connections; as fast as they are answered when not given. */
  every?: number;
  /** Called right before the n-th request leaves. */
  sent?(n: number): void;
  /** Called when its answer is there. */
  answered?(n: number): void;
}

/** Resolves with the milliseconds from the first request to the last answer; rejects when one is not answered 200. */
export async function runLoad(options: LoadOptions): Promise<number> {
  const { hostname, port } = new URL(options.url);
  const sockets = Array.from({ length: options.connections }, () =>
    connect({ host: hostname, port: Number(port), noDelay: true }),
  );
  await Promise.all(sockets.map(socket => once(socket, 'connect')));
  const startedAt = now();
  const numbers = Array.from({ length: options.requests }, (_, n) => n).values();
  try {
    await Promise.all(sockets.map(socket => drive(socket, numbers, startedAt, options)));
    return now() - startedAt;
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

/** Sends one request after the other on this connection, for as long as there are numbers left. */
function drive(socket: Socket, numbers: Iterator<number>, startedAt: number, options: LoadOptions): Promise<void> {
  const { host, pathname } = new URL(options.url);
  const head = `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\nauthorization: ${authorization}\r\ncontent-type: application/json\r\ncontent-length: `;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let current = 0;
  let text = '';

  function next(): void {
    const { value, done } = numbers.next();
    if (done) {
      resolve();
      return;
    }
    current = value;
    const wait = startedAt + value * (options.every ?? 0) - now();
    if (wait > 0) setTimeout(send, wait);
    else send();
  }

  function send(): void {
    const body = options.body(current);
    options.sent?.(current);
    socket.write(`${head}${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  socket.on('data', chunk => {
    text += chunk.toString('latin1');
    const end = text.indexOf('\r\n\r\n');
    if (end === -1) return;
    const length = /^content-length: (\d+)/im.exec(text)?.[1];
    if (length === undefined || !text.startsWith('HTTP/1.1 200 '))
      return reject(new Error(`request ${current} was answered: ${text}`));
    if (text.length < end + 4 + Number(length)) return;
    text = '';
    options.answered?.(current);
    next();
  });
  socket.on('error', reject);
  socket.on('close', () => reject(new Error(`the server closed the connection at request ${current}`)));
  next();
  return promise;
}
