/** Outgoing webhooks: their form, their errors, and the file with the endpoints. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Event } from '../../../src/events/event.ts';
import { webhook } from '../../../src/platforms/webhook/descriptor.ts';
import { readEndpoints } from '../../../src/platforms/webhook/endpoints.ts';
import { createWebhookPlatform } from '../../../src/platforms/webhook/index.ts';
import { standard } from '../../../src/sources/providers/standard/index.ts';
import { generateSecret, parseSecret } from '../../../src/util/signing/standard-webhooks.ts';
import { type NextAnswer, startWebhookReceiver } from '../../fakes/webhook-receiver.ts';
import { sayMessage } from '../contract.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const secret = generateSecret();
const key = parseSecret(secret) as Buffer;
const channel = 'crm/default';

async function open() {
  const receiver = await startWebhookReceiver(secret);
  closing.push(receiver.close);
  const platform = createWebhookPlatform({ endpoints: new Map([['crm', { url: receiver.url, key }]]), timeout: 500 });
  return { receiver, platform };
}

function sampleEvent(): Event {
  const { trigger, type, subject, time, notes, call } = standard.normalize(standard.sample('call.missed'));
  const event = { id: 'evt_1', source: 'standard', provider: 'standard', trigger, type, subject, time, notes };
  return { ...event, raw: { secret: 'raw body' }, ...(call && { call }) } as Event;
}

test('a post has the event in the shape that a standard source reads, and the message as text', async () => {
  const { receiver, platform } = await open();
  const event = sampleEvent();
  const message = {
    ...sayMessage('Missed call'),
    buttons: [{ label: 'Call back', url: 'https://app.example.com/call' }],
    actions: [{ label: 'Claim', action: 'claim' }],
  };
  expect(await platform.post({ channel, message, nonce: 'n1', events: [event] })).toBe('msg_n1');
  const [{ id, body }] = receiver.received as [(typeof receiver.received)[0]];
  expect(id).toBe('msg_n1');
  expect(body).toMatchObject({
    type: 'call.missed',
    data: {
      ...{ action: 'post', id: 'msg_n1', parent: null, channel: 'webhook:crm/default' },
      message: {
        title: 'Missed call',
        text: 'Missed call, at length',
        color: 'red',
        links: [{ label: 'Call back', url: 'https://app.example.com/call' }],
      },
    },
  });
  expect(body.data.events[0]).not.toHaveProperty('raw');
  const { type, time, subject, call } = standard.normalize(body.data.events[0]);
  expect({ type, time, subject, call }).toEqual({
    ...{ type: event.type, time: event.time, subject: event.subject },
    call: event.call,
  });
});

test('a batch has every event, and its own type', async () => {
  const { receiver, platform } = await open();
  const events = [sampleEvent(), { ...sampleEvent(), id: 'evt_2' }];
  await platform.post({ channel, message: sayMessage('Two calls'), nonce: 'n1', events });
  expect(receiver.received[0]?.body.type).toBe('callboard.message');
  expect(receiver.received[0]?.body.data.events.map(({ id }) => id)).toEqual(['evt_1', 'evt_2']);
});

test('a message that is sent again has the same ID, so the receiver shows it once', async () => {
  const { receiver, platform } = await open();
  const post = () => platform.post({ channel, message: sayMessage('Once'), nonce: 'n1' });
  receiver.next('post', 'drop after');
  await expect(post()).rejects.toMatchObject({ kind: 'transient', uncertain: true });
  expect(await platform.find(channel, 'n1', 0)).toBeNull();
  await post();
  expect(receiver.received.map(({ id }) => id)).toEqual(['msg_n1', 'msg_n1']);
  expect(receiver.read().match(/Once, at length/g)).toHaveLength(1);
});

test('an edit that goes back to earlier content has an ID of its own, and one that is sent again has the same', async () => {
  const { receiver, platform } = await open();
  const ref = await platform.post({ channel, message: sayMessage('Open'), nonce: 'n1' });
  const edit = (title: string, nonce: string) => platform.edit({ channel, ref, message: sayMessage(title), nonce });
  await edit('Claimed', 'n2');
  await edit('Open', 'n3');
  await edit('Claimed', 'n4');
  await edit('Claimed', 'n4');
  expect(receiver.read()).toContain('Claimed, at length');
  // A crash comes between: the same delivery has newer content.
  await edit('Over', 'n4');
  expect(receiver.read()).toContain('Over, at length');
  const [, claimed, released, claimedAgain, repeated, newer] = receiver.received.map(({ id }) => id);
  expect(repeated).toBe(claimedAgain);
  expect(new Set([claimed, released, claimedAgain, newer]).size).toBe(4);
});

describe('an answer', () => {
  test.each<[string, NextAnswer, object]>([
    [
      '503 with Retry-After',
      { status: 503, headers: { 'retry-after': '7' } },
      { kind: 'rate_limited', retryAfter: 7000 },
    ],
    ['503', { status: 503 }, { kind: 'transient', uncertain: true }],
    ['429 without a time', { status: 429 }, { kind: 'rate_limited', retryAfter: null }],
    [
      '429 for a year',
      { status: 429, headers: { 'retry-after': '31536000' } },
      { kind: 'rate_limited', retryAfter: 3_600_000 },
    ],
    ['410', { status: 410 }, { kind: 'channel' }],
    ['404', { status: 404 }, { kind: 'channel' }],
    ['401', { status: 401 }, { kind: 'channel' }],
    ['400', { status: 400 }, { kind: 'message' }],
    [
      'a redirect',
      { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
      { kind: 'channel', code: 'http_302' },
    ],
    ['a timeout', 'hang', { kind: 'transient', uncertain: true }],
  ])('%s is classified, without the URL or the secret', async (_, answer, expected) => {
    const { receiver, platform } = await open();
    receiver.next('post', answer);
    const error = await platform.post({ channel, message: sayMessage('x'), nonce: 'n1' }).catch(reason => reason);
    expect(error).toMatchObject({ name: 'PlatformError', ...expected });
    expect(JSON.stringify({ ...error, message: error.message, cause: String(error.cause) })).not.toMatch(
      new RegExp(`127\\.0\\.0\\.1|${secret.slice(6, 20).replaceAll('+', '\\+')}`),
    );
    expect(receiver.received).toHaveLength(1);
  });

  test('that never ends is cut off', async () => {
    let isClosed = false;
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(200);
      const more = setInterval(() => response.write('x'.repeat(1024)), 1);
      response.on('close', () => {
        clearInterval(more);
        isClosed = true;
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise(resolve => server.close(() => resolve())));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const platform = createWebhookPlatform({ endpoints: new Map([['crm', { url, key }]]) });
    expect(await platform.post({ channel, message: sayMessage('x'), nonce: 'n1' })).toBe('msg_n1');
    await expect.poll(() => isClosed, { timeout: 60_000 }).toBe(true);
  });

  test('of a refused connection is certain to have had no effect', async () => {
    const { receiver, platform } = await open();
    await receiver.close();
    const post = platform.post({ channel, message: sayMessage('x'), nonce: 'n1' });
    await expect(post).rejects.toMatchObject({ kind: 'transient', uncertain: false });
  });

  test('is impossible for an endpoint that is not in the file', async () => {
    const post = createWebhookPlatform({ endpoints: new Map() }).post({
      channel,
      message: sayMessage('x'),
      nonce: 'n1',
    });
    await expect(post).rejects.toMatchObject({ kind: 'channel', code: 'unknown_endpoint' });
  });
});

describe('the file of endpoints', () => {
  function write(text: string, mode = 0o600): string {
    const folder = mkdtempSync(join(tmpdir(), 'callboard-webhooks-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'webhooks.yaml');
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  }

  test('has a URL and a secret for each name; private addresses are the operator’s own', () => {
    const path = write(`crm:\n  url: http://10.0.0.5/hooks\n  secret: ${secret}\n`);
    expect([...readEndpoints(path)]).toEqual([['crm', { url: 'http://10.0.0.5/hooks', key }]]);
  });

  test.each<[string, string, string | RegExp]>([
    ['no endpoints', '{}', 'has no endpoints'],
    ['a list', '[]', 'the file must be a mapping'],
    ['invalid YAML', 'crm: {\n  secret: hunter2hunter2\n  : : [', /isn't valid YAML \(line \d\)/],
    [
      'a short secret',
      'crm: { url: "https://a.example", secret: whsec_aHVudGVyMg== }',
      'crm.secret must be whsec_ and 24 to 64',
    ],
    ['no secret', 'crm: { url: "https://a.example" }', 'crm.secret must be text'],
    ['another scheme', `crm: { url: "ftp://hunter2@a.example", secret: ${secret} }`, 'crm.url must be a URL'],
    [
      'a password in the URL',
      `crm: { url: "https://me:hunter2@a.example", secret: ${secret} }`,
      'crm.url must be a URL without a user name or password',
    ],
    [
      'an unknown field',
      `crm: { url: "https://a.example", secret: ${secret}, hunter2: 1 }`,
      'crm has an unknown field',
    ],
    [
      'a name with a slash',
      `"a/b": { url: "https://a.example", secret: ${secret} }`,
      'the name of an endpoint can have',
    ],
  ])('with %s is an error without its values', (_, text, problem) => {
    const read = () => readEndpoints(write(text));
    expect(read).toThrow(problem);
    expect(read).toThrow(/^WEBHOOK_ENDPOINTS: (?!.*hunter2)/);
    expect(read).not.toThrow(secret);
  });

  test('that other users can open is an error with the fix', () => {
    const path = write(`crm: { url: "https://a.example", secret: ${secret} }`, 0o644);
    expect(() => readEndpoints(path)).toThrow(`can open ${path} (mode 644). Run: chmod 600 ${path}`);
  });

  test('that is missing is an error', () => {
    expect(() => readEndpoints('/nowhere/webhooks.yaml')).toThrow(/^WEBHOOK_ENDPOINTS: Can't read \/nowhere/);
  });
});

test.each([
  ['crm/default', true],
  ['crm-2/default', true],
  ['crm', false],
  ['crm/other', false],
  ['CRM/default', false],
  ['crm/default/x', false],
])('the channel ID %s: %s', (address, isValid) => {
  expect(webhook.checkAddress(address)).toBe(isValid);
});
