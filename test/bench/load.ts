/**
 * A small HTTP load client, run as a process of its own so that it does not share the server's event loop:
 * `node load.ts '<json of LoadOptions>'` prints a LoadResult as JSON. Loopback only, bounded in time.
 */
import { connect } from 'node:net';

export interface LoadOptions {
  port: number;
  path: string;
  /** Every `__ID__` in it is replaced by a number of its own, eight digits. */
  body: string;
  connections: number;
  /** Seconds. */
  duration: number;
}

export interface LoadResult {
  /** Requests answered 2xx. */
  ok: number;
  /** Requests answered otherwise. */
  failed: number;
  /** Seconds. */
  took: number;
}

export async function load({ port, path, body, connections, duration }: LoadOptions): Promise<LoadResult> {
  const result: LoadResult = { ok: 0, failed: 0, took: 0 };
  let id = 10_000_000;
  const length = Buffer.byteLength(body.replaceAll('__ID__', String(id)));
  const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;
  const started = performance.now();
  const end = started + duration * 1000;

  const run = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.setNoDelay(true);
      const send = () => {
        if (performance.now() >= end) socket.end(resolve);
        else socket.write(head + body.replaceAll('__ID__', String(id++)));
      };
      let answer = '';
      socket.on('connect', send);
      socket.on('error', reject);
      socket.on('data', chunk => {
        answer += chunk.toString('latin1');
        const size = answerLength(answer);
        if (size === null || answer.length < size) return;
        if (answer.startsWith('HTTP/1.1 2')) result.ok += 1;
        else result.failed += 1;
        answer = answer.slice(size);
        send();
      });
    });

  await Promise.all(Array.from({ length: connections }, run));
  result.took = (performance.now() - started) / 1000;
  return result;
}

/** The length of the whole answer; null while its head is not complete. */
function answerLength(answer: string): number | null {
  const head = answer.indexOf('\r\n\r\n');
  if (head === -1) return null;
  const [, length = '0'] = /content-length: (\d+)/i.exec(answer.slice(0, head)) ?? [];
  return head + 4 + Number(length);
}

if (import.meta.main) console.log(JSON.stringify(await load(JSON.parse(process.argv[2] as string))));
