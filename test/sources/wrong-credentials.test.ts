/** Senders of wrong credentials are throttled; valid credentials never are, from any address. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cometchat } from '../../src/sources/providers/cometchat/index.ts';
import { credentialsFor, providerEnv } from '../e2e/providers.ts';
import { exchange, requestText, statusesOf } from './raw-http.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;
beforeEach(async () => {
  // No further reason is sent during a test.
  receiver = await startReceiver(providerEnv, { rejectionLimits: { interval: 3_600_000 } });
});
afterEach(() => receiver.stop());

const body = JSON.stringify(cometchat.sample('call_unanswered'));
const right = `Authorization: ${credentialsFor('cometchat', '').authorization}`;
const wrong = `Authorization: Basic ${btoa('callboard-hook:guessed')}`;

interface Sender {
  source?: string;
  headers: string[];
  from?: string;
}

async function post({ source = 'cometchat', headers, from }: Sender): Promise<string> {
  return exchange(receiver.url, requestText(`POST /webhooks/${source} HTTP/1.1`, headers, body), { from });
}

/** How often a sender got each answer. */
async function post40(sender: Sender): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (let sent = 0; sent < 40; sent++) {
    for (const status of statusesOf(await post(sender))) counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

test('after twenty failures at once wrong credentials are answered 429, right ones from the same address 200', async () => {
  expect(await post40({ headers: [wrong] })).toEqual({ 401: 20, 429: 20 });

  const refused = await post({ headers: [wrong] });
  expect(refused).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n/);
  expect(refused).toMatch(/\r\nRetry-After: 3[56]\d\d\r\n/);
  expect(refused).toMatch(/\r\nContent-Type: application\/problem\+json/);
  expect(JSON.parse(refused.slice(refused.indexOf('{')))).toEqual({
    type: 'about:blank',
    title: 'Too Many Requests',
    status: 429,
    detail: 'Too many failed attempts from this address. Wait a few seconds and try again.',
  });

  expect(await post40({ headers: [right] })).toEqual({ 200: 40 });
  const signature = credentialsFor('videosdk', body)['videosdk-signature'];
  expect(statusesOf(await post({ source: 'videosdk', headers: [`videosdk-signature: ${signature}`] }))).toEqual([202]);
});

test('missing credentials and wrong signatures count too, for all sources together', async () => {
  expect(await post40({ headers: [] })).toEqual({ 401: 20, 429: 20 });
  const sender = { source: 'videosdk', headers: ['videosdk-signature: bm9uZQ=='] };
  expect(statusesOf(await post(sender))).toEqual([429]);
});

test('right credentials and other errors do not count', async () => {
  await post40({ headers: [right] });
  await post40({ headers: [right, 'Content-Type: text/plain'] });
  await post40({ source: 'unknown', headers: [wrong] });
  expect(statusesOf(await post({ headers: [wrong] }))).toEqual([401]);
});

test('each address counts separately, and X-Forwarded-For is ignored', async () => {
  await post40({ headers: [wrong] });
  for (const name of ['X-Forwarded-For: 10.1.2.3', 'Forwarded: for=10.1.2.3', 'X-Real-IP: 10.1.2.3'])
    expect(statusesOf(await post({ headers: [wrong, name] }))).toEqual([429]);
  expect(statusesOf(await post({ headers: [wrong], from: '127.0.0.2' }))).toEqual([401]);
});

test('the log has a line for each 401 and none for the others', async () => {
  await post40({ headers: [wrong] });
  const lines = receiver.logged.filter(({ msg }) => msg === 'rejected a webhook');
  expect(lines).toHaveLength(20);
  expect(JSON.stringify(lines)).not.toContain('guessed');
});
