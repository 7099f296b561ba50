import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parts } from '../../src/events/event.ts';
import { standard } from '../../src/sources/providers/standard/index.ts';
import { parseSecret, signWebhook } from '../../src/util/signing/standard-webhooks.ts';
import { describeProvider } from './contract.ts';

/** The vector of the official libraries: standard-webhooks/libraries/javascript/src/webhook.test.ts. */
const vector = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};
const other = 'v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=';
const now = () => vector.timestamp * 1000;
const verify = standard.createVerify({ secret: vector.secret }, { now });

const key = parseSecret(vector.secret) as Buffer;
const headersOf = (body: string, more: Record<string, string> = {}) => ({
  'webhook-id': vector.id,
  'webhook-timestamp': String(vector.timestamp),
  'webhook-signature': signWebhook(key, vector.id, vector.timestamp, body),
  ...more,
});
const request = (body: string, more: Record<string, string | undefined> = {}) => ({
  headers: Object.fromEntries(
    Object.entries({ ...headersOf(body), ...more }).filter(([, value]) => value !== undefined),
  ) as Record<string, string>,
  body: Buffer.from(body),
});
const signedAt = (timestamp: number) => (body: string) =>
  request(body, {
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signWebhook(key, vector.id, timestamp, body),
  });

describeProvider(standard, {
  field: 'type',
  hasParts: true,
  session: { subject: 's1' },
  signedId: vector.id,
  credentials: { secret: vector.secret },
  badCredentials: [
    null,
    {},
    { secret: '' },
    { secret: 'whsec_' },
    { secret: 'whsec_c2hvcnQ=' },
    { secret: '%'.repeat(40) },
  ],
  verify,
  sign: body => request(body),
  forged: body => ({
    'no ID': request(body, { 'webhook-id': undefined }),
    'an empty ID': request(body, { 'webhook-id': '' }),
    'another ID': request(body, { 'webhook-id': 'msg_2' }),
    'no timestamp': request(body, { 'webhook-timestamp': undefined }),
    'a timestamp in words': request(body, { 'webhook-timestamp': 'hello' }),
    'another timestamp': request(body, { 'webhook-timestamp': String(vector.timestamp + 1) }),
    'an old timestamp': signedAt(vector.timestamp - 301)(body),
    'a new timestamp': signedAt(vector.timestamp + 301)(body),
    'no signature': request(body, { 'webhook-signature': undefined }),
    'an invalid signature': request(body, { 'webhook-signature': 'v1,dawfeoifkpqwoekfpqoekf' }),
    'a signature cut short': request(body, { 'webhook-signature': headersOf(body)['webhook-signature'].slice(0, 8) }),
    'an empty signature': request(body, { 'webhook-signature': 'v1,' }),
    'a signature of another version': request(body, {
      'webhook-signature': headersOf(body)['webhook-signature'].replace('v1', 'v2'),
    }),
    'a changed body': { ...request(body), body: Buffer.from(`${body} `) },
  }),
  secrets: [vector.secret, vector.secret.slice(6)],
});

describe('the official test vector', () => {
  it('is signed as the libraries sign it', () => {
    expect(signWebhook(key, vector.id, vector.timestamp, vector.body)).toBe(vector.signature);
  });

  it.each([
    ['alone', vector.signature],
    ['among several signatures', `${other} ${other.replace('v1', 'v2')} ${vector.signature} ${other}`],
  ])('is authentic %s', async (_, signature) => {
    const signed = request(vector.body, { 'webhook-signature': signature });
    expect(await verify(signed)).toEqual({ is: 'authentic', id: vector.id });
  });

  it('is compared with the first ten signatures, since a header has room for thousands', async () => {
    const behind = (count: number) =>
      request(vector.body, { 'webhook-signature': `${'v1,a '.repeat(count)}${vector.signature}` });
    expect(await verify(behind(9))).toMatchObject({ is: 'authentic' });
    expect(await verify(behind(10))).toMatchObject({ is: 'refused' });
  });

  it('is authentic with a secret without its prefix', async () => {
    const bare = standard.createVerify({ secret: vector.secret.slice(6) }, { now });
    expect(await bare(request(vector.body))).toEqual({ is: 'authentic', id: vector.id });
  });

  it.each([-300, 300])('is authentic when it was signed %s s from now', async seconds => {
    expect(await verify(signedAt(vector.timestamp + seconds)(vector.body))).toEqual({ is: 'authentic', id: vector.id });
  });
});

describe('standard', () => {
  it('generates a different valid secret for each source', () => {
    const made = [standard.setUp.make(''), standard.setUp.make('')].map(one => (one.ok ? one.credentials.secret : ''));
    expect(made.map(secret => standard.credentials.safeParse({ secret }).success)).toEqual([true, true]);
    expect(made[0]).not.toBe(made[1]);
  });

  it('fills the missing fields of each part with null', () => {
    for (const [name, part] of Object.entries(parts)) {
      const event = standard.normalize({ type: 'call.missed', [name]: {} });
      expect(event.problems).toEqual([]);
      expect(part.parse(event[name as keyof typeof parts])).toEqual(event[name as keyof typeof parts]);
    }
  });

  it('reports values that it can’t read, and leaves out parts that are null', () => {
    const event = standard.normalize({
      type: 'call.missed',
      time: 'yesterday',
      subject: 's1',
      call: { kind: 'smell', duration: 'long', caller: null, endedAt: '2026-11-21T10:00:00+01:00' },
      meeting: null,
    });
    expect(event).toMatchObject({
      subject: 's1',
      time: null,
      call: { kind: null, endedAt: '2026-11-21T09:00:00.000Z' },
    });
    expect(event.notes).toEqual([
      'Couldn\'t read time: "yesterday".',
      'Couldn\'t read call.kind: "smell".',
      'Couldn\'t read call.duration: "long".',
    ]);
    expect(event).not.toHaveProperty('meeting');
  });

  it('keeps an unknown type with its parts', () => {
    const event = standard.normalize({ type: 'order.placed', subject: 'o1', user: { id: 'u1' } });
    expect(event).toMatchObject({ type: 'other.order.placed', subject: 'o1', user: { id: 'u1' }, problems: [] });
  });

  it('publishes a schema with every type and part', () => {
    const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/standard-event.schema.json'), 'utf8'));
    expect(Object.keys(schema.properties)).toEqual(['type', 'time', 'subject', ...Object.keys(parts)]);
    expect(schema.required).toEqual(['type']);
    expect(schema.properties.call.properties.startedAt).toMatchObject({ format: 'date-time' });
  });
});
