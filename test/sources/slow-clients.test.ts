/** Senders that take their time, by intent or not: none holds a connection or our memory for ever. */
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { HttpHandler } from '../../src/platforms/platform.ts';
import { credentialsFor, providerEnv } from '../e2e/providers.ts';
import { dial, exchange, readAll, requestText, statusesOf } from './raw-http.ts';
import { type Receiver, startReceiver } from './receiver.ts';

/** Long enough that nothing but what a test shortens ends a connection. */
const never = 3_600_000;
const calm = { headers: never, request: never, idle: never, checkEvery: 10 };

let receiver: Receiver;
afterEach(() => receiver.stop());

const right = `Authorization: ${credentialsFor('cometchat', '').authorization}`;
const post = (length: number, body: string) =>
  requestText('POST /webhooks/cometchat HTTP/1.1', [right, `Content-Length: ${length}`]) + body;

/** One byte after the other until the connection is closed; gives what was answered. */
async function dribble(socket: Socket, text: string): Promise<string> {
  const said = readAll(socket);
  for (let at = 0; !socket.closed; at++) {
    socket.write(text.charAt(at % text.length));
    await delay(2);
  }
  return said;
}

test('endless headers are answered 408', async () => {
  receiver = await startReceiver(providerEnv, { timeouts: { ...calm, headers: 100 } });
  const socket = await dial(receiver.url);
  socket.write('POST /webhooks/cometchat HTTP/1.1\r\n');
  expect(statusesOf(await dribble(socket, 'A: b\r\n'))).toEqual([408]);
});

test('a silent connection is closed', async () => {
  receiver = await startReceiver(providerEnv, { timeouts: { ...calm, headers: 100 } });
  expect(statusesOf(await readAll(await dial(receiver.url)))).toEqual([408]);
});

test('an endless body is answered 408', async () => {
  receiver = await startReceiver(providerEnv, { timeouts: calm, bodyBounds: { timeout: 100 } });
  const socket = await dial(receiver.url);
  socket.write(post(100_000, '{"a":"'));
  expect(statusesOf(await dribble(socket, 'slow '))).toEqual([408]);
});

test('a body that continues after its response is read for a limited time', async () => {
  receiver = await startReceiver(providerEnv, { timeouts: { ...calm, headers: 100, request: 200 } });
  const socket = await dial(receiver.url);
  socket.write('POST /webhooks/unknown HTTP/1.1\r\nHost: callboard\r\nContent-Length: 100000\r\n\r\n');
  expect(statusesOf(await dribble(socket, 'slow '))[0]).toBe(404);
});

test('a client that does not read its responses is disconnected', async () => {
  const over = Promise.withResolvers<boolean>();
  const large = Buffer.alloc(32 * 1024 * 1024);
  const handlers = new Map<string, HttpHandler>([
    [
      '/large',
      (_, response) => {
        response.on('close', () => over.resolve(response.writableFinished));
        response.end(large);
      },
    ],
  ]);
  receiver = await startReceiver(providerEnv, { timeouts: { ...calm, idle: 100 }, handlers });
  const socket = await dial(receiver.url);
  socket.pause();
  socket.write(requestText('GET /large HTTP/1.1', []));
  expect(await over.promise).toBe(false);
  socket.destroy();
});

test('over the budget the oldest body is answered 503, and later ones are accepted', async () => {
  receiver = await startReceiver(providerEnv, { bodyBounds: { budget: 1000 } });
  const body = `{"trigger":"large","filler":"${'x'.repeat(570)}"}`;
  const begin = async () => {
    const socket = await dial(receiver.url);
    const said = readAll(socket);
    socket.write(post(body.length, body.slice(0, -1)));
    return { said, end: () => socket.write(body.slice(-1)) };
  };
  const oldest = await begin();
  const other = await begin();
  const refused = await oldest.said;
  expect(statusesOf(refused)).toEqual([503]);
  expect(refused).toMatch(/\r\nRetry-After: 10\r\n/);
  expect(refused).toContain('"detail":"Server busy. Send it again."');

  expect(statusesOf(await exchange(receiver.url, post(2, '{}')))).toEqual([202]);
  other.end();
  expect(statusesOf(await other.said)).toEqual([200]);
});

test('an accepted, rejected or disconnected body is released', async () => {
  receiver = await startReceiver(providerEnv, { bodyBounds: { budget: 1000 } });
  const body = `{"trigger":"large","filler":"${'x'.repeat(880)}"}`;
  for (let sent = 0; sent < 5; sent++) {
    expect(statusesOf(await exchange(receiver.url, post(body.length, body)))).toEqual([200]);
    expect(statusesOf(await exchange(receiver.url, post(body.length, body.replace('}', '!'))))).toEqual([400]);
    await exchange(receiver.url, post(body.length, body.slice(1)), { cuts: true });
  }
  expect(statusesOf(await exchange(receiver.url, post(body.length, body)))).toEqual([200]);
});
