/** Bodies that are too large or too slow, an unavailable store or key, and many requests at once. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { maxBodyBytes } from '../../src/sources/read-body.ts';
import { listEvents } from '../../src/store/events/events.ts';
import type { NewEvent } from '../../src/store/events/new-event.ts';
import { credentialsFor, providerEnv } from '../e2e/providers.ts';
import { type Receiver, send, startReceiver } from './receiver.ts';

const headers = { 'content-type': 'application/json', ...credentialsFor('cometchat', '') };
const small = Buffer.from('{"trigger":"small"}');
const tooLarge = `The body is larger than ${maxBodyBytes} bytes.`;

const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map(one => one.stop()));
});
async function start(options: Parameters<typeof startReceiver>[1] = {}, env = {}): Promise<Receiver> {
  const receiver = await startReceiver({ ...providerEnv, ...env }, options);
  started.push(receiver);
  return receiver;
}
const post = (receiver: Receiver, request: Parameters<typeof send>[1] = {}, source = 'cometchat') =>
  send(`${receiver.url}/webhooks/${source}`, { headers, body: small, ...request });

/**
 * The server's response to a request with these headers and bytes. Like most senders it reads nothing before it has
 * written everything: a connection that is closed with some of it unread is reset, and the answer lost.
 */
async function talk(receiver: Receiver, head: string[], bytes: Buffer[], path = 'cometchat'): Promise<string> {
  const socket = connect({ port: Number(new URL(receiver.url).port), host: '127.0.0.1' });
  socket.pause();
  const lines = [`POST /webhooks/${path} HTTP/1.1`, 'Host: callboard', ...head, '', ''];
  for (const part of [lines.join('\r\n'), ...bytes]) {
    await new Promise<void>((resolve, reject) => socket.write(part, error => (error ? reject(error) : resolve())));
  }
  socket.resume();
  const [answer] = await once(socket, 'data');
  socket.destroy();
  return String(answer);
}

const type = 'Content-Type: application/json';
const right = `Authorization: ${credentialsFor('cometchat', '').authorization}`;
const large = Buffer.alloc(8 * maxBodyBytes, ' ');
const length = `Content-Length: ${large.length}`;

test('a Content-Length over the limit is answered 413, and the sender can read the response', async () => {
  const receiver = await start();
  const answer = await talk(receiver, [type, right, length], [large]);
  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(answer).toContain(`"detail":"${tooLarge}"`);
  expect(await post(receiver)).toMatchObject({ status: 200 });
});

test('chunks over the limit are answered 413, and the sender can read the response', async () => {
  const receiver = await start();
  const chunk = Buffer.from(`10000\r\n${' '.repeat(0x10000)}\r\n`);
  const chunks = [...Array.from({ length: 128 }, () => chunk), Buffer.from('0\r\n\r\n')];
  expect(await talk(receiver, [type, right, 'Transfer-Encoding: chunked'], chunks)).toMatch(/^HTTP\/1\.1 413 /);
});

test('a small gzip that decodes over the limit is answered 413', async () => {
  const body = gzipSync(Buffer.alloc(200 * maxBodyBytes, ' '));
  expect(body.length).toBeLessThan(maxBodyBytes);
  const receiver = await start();
  const answer = await post(receiver, { headers: { ...headers, 'content-encoding': 'gzip' }, body });
  expect(answer).toMatchObject({ status: 413, body: expect.stringContaining(tooLarge) });
});

test.each([
  ['404', 'to a source that is not there', 'unknown', [type]],
  ['415', 'of another kind', 'cometchat', ['Content-Type: text/plain']],
  ['415', 'in an unknown encoding', 'cometchat', [type, right, 'Content-Encoding: compress']],
  ['401', 'without credentials', 'cometchat', [type]],
] as const)('%s for a large body %s, and the sender can read it', async (status, _, path, head) => {
  const answer = await talk(await start(), [...head, length], [large], path);
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
});

test('a body without a type is answered 415 by an unsigned source, also from this machine', async () => {
  const receiver = await startReceiver({});
  started.push(receiver);
  const answer = await send(`${receiver.url}/webhooks/cometchat`, { body: Buffer.from('{"trigger":"typeless"}') });
  expect(answer.status).toBe(415);
});

test('a slow body is answered 408, and the connection is closed', async () => {
  const answer = await talk(
    await start({ bodyBounds: { timeout: 50 } }),
    [type, right, 'Content-Length: 100'],
    [Buffer.from('{"a":')],
  );
  expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  expect(answer).toMatch(/\r\nConnection: close\r\n/);
  expect(answer).toContain('"detail":"The body took too long to arrive."');
});

test('a sender that disconnects midway affects no other request', async () => {
  const receiver = await start();
  const socket = connect(Number(new URL(receiver.url).port), '127.0.0.1');
  const head = `POST /webhooks/cometchat HTTP/1.1\r\nHost: callboard\r\nContent-Length: 100\r\n\r\n{`;
  await new Promise<void>(resolve => socket.write(head, () => resolve()));
  socket.destroy();
  expect(await post(receiver)).toMatchObject({ status: 200 });
});

test('a failed commit is answered 503, and the next one 200', async () => {
  let full = true;
  const receiver = await start({
    beforeCommit() {
      if (full) throw new Error('disk full: /secret/path');
    },
  });
  const refused = await post(receiver);
  expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '10' } });
  expect(JSON.parse(refused.body)).toEqual({
    type: 'about:blank',
    title: 'Service Unavailable',
    status: 503,
    detail: 'Temporarily unavailable. Send the webhook again.',
  });
  full = false;
  expect(await post(receiver)).toMatchObject({ status: 200, body: expect.stringContaining('"accepted"') });
});

test('an unavailable key is answered 503, logged a limited number of times per address', async () => {
  const server = createServer((_, response) => response.writeHead(500).end());
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  started.push({ stop: () => new Promise(resolve => server.close(() => resolve())) });
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const rejectionLimits = { interval: 3_600_000 };
  const receiver = await start({ rejectionLimits }, { VIDEOSDK_PUBLIC_KEY: '', VIDEOSDK_API_URL: apiUrl });
  const signed = { 'content-type': 'application/json', ...credentialsFor('videosdk', small.toString()) };
  const answer = await post(receiver, { headers: signed }, 'videosdk');
  expect(answer).toMatchObject({ status: 503, headers: { 'content-type': /^application\/problem\+json/ } });
  expect(JSON.parse(answer.body).detail).toBe(
    "VideoSDK's public key can't be fetched. Set VIDEOSDK_PUBLIC_KEY instead.",
  );
  for (let sent = 1; sent < 25; sent++) {
    expect(await post(receiver, { headers: signed }, 'videosdk')).toMatchObject({ status: 503 });
  }
  expect(receiver.logged.filter(({ msg }) => msg.startsWith('could not verify a webhook'))).toHaveLength(20);
});

test('webhooks received during a commit are committed together', async () => {
  const count = 40;
  const batches: NewEvent[][] = [];
  const allSubmitted = Promise.withResolvers<void>();
  let submitted = 0;
  const receiver = await start({
    // The first commit lasts until every request is waiting for one.
    async beforeCommit(batch) {
      batches.push(batch);
      if (batches.length === 1) await allSubmitted.promise;
    },
    submitted() {
      submitted += 1;
      if (submitted === count) allSubmitted.resolve();
    },
  });
  const bodies = Array.from({ length: count }, (_, at) => Buffer.from(`{"trigger":"one_of_many","at":${at}}`));
  const answers = await Promise.all(bodies.map(body => post(receiver, { body })));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(new Set(answers.map(({ body }) => JSON.parse(body).id)).size).toBe(count);
  expect(batches.length).toBeLessThanOrEqual(2);
  expect(await listEvents(receiver.database.db, { limit: 100 })).toHaveLength(count);
});
