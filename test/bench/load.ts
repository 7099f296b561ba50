/**
 * A small HTTP client for load: plain sockets kept alive, one request at a time on each. It costs the machine far less
 * than what it measures, and is the same for every server measured.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface LoadOptions {
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
}

export interface LoadResult {
  /** Answers by status. */
  statuses: Map<number, number>;
  /** Milliseconds from the first request to the last answer. */
  took: number;
}

export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { hostname, port, pathname } = new URL(options.url);
  const sockets = Array.from({ length: options.connections }, () =>
    connect({ host: hostname, port: Number(port), noDelay: true }),
  );
  await Promise.all(sockets.map(socket => once(socket, 'connect')));
  const head = `POST ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\ncontent-length: `;
  const statuses = new Map<number, number>();
  const started = performance.now();
  let next = 0;

  async function drive(socket: Socket): Promise<void> {
    while (next < options.requests) {
      const n = next++;
      const due = started + n * (options.every ?? 0);
      if (due > performance.now()) await new Promise(resolve => setTimeout(resolve, due - performance.now()));
      const body = options.body(n);
      options.sent?.(n);
      const answer = readAnswer(socket);
      socket.write(`${head}${Buffer.byteLength(body)}\r\n\r\n${body}`);
      const status = await answer;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  }

  await Promise.all(sockets.map(drive));
  const took = performance.now() - started;
  for (const socket of sockets) socket.destroy();
  return { statuses, took };
}

/** Reads one answer with a Content-Length and gives its status. */
function readAnswer(socket: Socket): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    const onData = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end === -1) return;
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? Number.NaN);
      if (Number.isNaN(length)) stop(() => reject(new Error(`no Content-Length in: ${text.slice(0, end)}`)));
      else if (text.length >= end + 4 + length) stop(() => resolve(Number(text.slice(9, 12))));
    };
    const onClose = () => stop(() => reject(new Error('the server closed the connection')));
    const stop = (settle: () => void) => {
      socket.off('data', onData).off('close', onClose);
      settle();
    };
    socket.on('data', onData).on('close', onClose);
  });
}
