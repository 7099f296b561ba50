import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDiscord } from '../../../../src/platforms/discord/index.ts';
import { serveHandler } from '../../mounted-endpoint.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const hex = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex');
let server: Server;
let url: string;

beforeAll(async () => {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const { handler } = createDiscord({ token: 'x', publicKey: hex, log });
  server = serveHandler(handler);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/discord/interactions`;
});
afterAll(() => void server.close());

const ping = '{ "type": 1 }';
const signature = (text: string, timestamp: string) =>
  sign(null, Buffer.from(timestamp + text), privateKey).toString('hex');

function send(body: string, headers: Record<string, string>) {
  return fetch(url, { method: 'POST', body, headers });
}
const signed = (body: string) =>
  send(body, { 'x-signature-ed25519': signature(body, '1700000000'), 'x-signature-timestamp': '1700000000' });

test('a signed PING gets a PONG', async () => {
  const response = await signed(ping);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual({ type: 1 });
});

test.for([
  ['no signature', {}],
  ['no timestamp', { 'x-signature-ed25519': signature(ping, '1') }],
  ['another time', { 'x-signature-ed25519': signature(ping, '1'), 'x-signature-timestamp': '2' }],
  ['another body', { 'x-signature-ed25519': signature('{"type":1}', '1'), 'x-signature-timestamp': '1' }],
  ['a signature that is not hex', { 'x-signature-ed25519': 'zz', 'x-signature-timestamp': '1' }],
] as [string, Record<string, string>][])('401 for %s', async ([, headers]) => {
  expect((await send(ping, headers)).status).toBe(401);
});

test.for(['{"type":2}', 'no JSON', '{}', ''])('400 for a signed %j', async body => {
  expect((await signed(body)).status).toBe(400);
});

test('413 for a body over a mebibyte', async () => {
  expect((await signed('x'.repeat(4_000_000))).status).toBe(413);
});
