/**
 * A minimal Slack Web API, since it shares the machine with the measured server: no HTTP library, the same answer to every
 * request, and only the arrival time of each message is stored.
 */

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { now } from '../clock.ts';

const { shared, failing } = workerData as { shared: SharedArrayBuffer; failing: number };
const arrivedAt = new Float64Array(shared);
let count = 0;
/** The state of a generator of numbers that are the same in each run. */
let seed = 1;

const server = createServer({ noDelay: true }, socket => {
  let text = '';
  socket.on('data', chunk => {
    text += chunk.toString('latin1');
    for (let length = requestLength(text); length !== null; length = requestLength(text)) {
      const request = text.slice(0, length);
      text = text.slice(length);
      socket.write(answer(request));
    }
  });
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));

/** The length of the first request, when all of it is there. */
function requestLength(text: string): number | null {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return null;
  const length = end + 4 + Number(/^content-length: (\d+)/im.exec(text)?.[1] ?? 0);
  return text.length < length ? null : length;
}

/** Notes when a caller's message arrives, and answers auth.test and chat.postMessage. */
function answer(request: string): string {
  count += 1;
  const isPost = request.startsWith('POST /api/chat.postMessage ');
  if (isPost && failing > 0 && random() < failing) return 'HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n';
  const caller = isPost ? /caller-(\d+)/.exec(request)?.[1] : undefined;
  if (caller !== undefined && arrivedAt[Number(caller)] === 0) arrivedAt[Number(caller)] = now();
  const body = `{"ok":true,"ts":"1.${String(count).padStart(6, '0')}","team":"Acme","team_id":"T0123","user":"callboard","user_id":"U0BOT","bot_id":"B0BOT"}`;
  return `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
}

/** From 0 to 1, by the linear congruential generator of Numerical Recipes. */
function random(): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
}
