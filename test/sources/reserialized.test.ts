/** A redelivery is a duplicate however its JSON is written: key order, white space, escapes and number forms. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { normalizeBody } from '../../src/sources/ingest.ts';
import { providers } from '../../src/sources/providers/index.ts';
import type { Provider } from '../../src/sources/source.ts';
import { playCase } from '../e2e/cases.ts';
import { credentialsFor, providerEnv } from '../e2e/providers.ts';
import { type Receiver, send, startReceiver } from './receiver.ts';
import { manners, reserialized, writeJson } from './reserialize.ts';

/** All that an event's id is made of. */
const identityOf = (provider: Provider, body: string) => {
  const { key, repeat } = normalizeBody(provider, body);
  return { key, repeat };
};

describe.each(Object.values(providers))('$name', provider => {
  const triggers = Object.keys(provider.triggers);

  test.each(triggers)('%s has the same identity in any JSON notation', trigger => {
    const sample = provider.sample(trigger);
    const identity = identityOf(provider, JSON.stringify(sample));
    expect(identityOf(provider, writeJson(sample, reserialized))).toEqual(identity);
    fc.assert(
      fc.property(manners, manner => {
        expect(identityOf(provider, writeJson(sample, manner))).toEqual(identity);
      }),
      { numRuns: 20 },
    );
  });

  test('any body has the same identity in any notation, and another body has another', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), manners, fc.string(), (body, manner, extra) => {
        const plain = JSON.parse(JSON.stringify(body));
        const identity = identityOf(provider, JSON.stringify(plain));
        expect(identityOf(provider, writeJson(plain, manner))).toEqual(identity);
        const other = { ...plain, 'a further field': extra };
        expect(identityOf(provider, JSON.stringify(other)).key).not.toEqual(identity.key);
      }),
    );
  });

  test('a repeated body with too many levels is a duplicate too', () => {
    const nest = (levels: number): unknown => (levels === 0 ? { b: 1, a: 2 } : { inner: nest(levels - 1) });
    const deep = nest(80);
    const identity = identityOf(provider, JSON.stringify(deep));
    expect(identityOf(provider, writeJson(deep, reserialized))).toEqual(identity);
  });
});

test('the order of a list is part of an event', () => {
  const write = (list: number[]) => JSON.stringify({ webhookType: 'new', data: { list } });
  expect(identityOf(providers.videosdk, write([1, 2]))).not.toEqual(identityOf(providers.videosdk, write([2, 1])));
});

test('people in a map are the same in any order', () => {
  const block = (users: object) => JSON.stringify({ trigger: 'user_blocked', data: { users, by: { uid: 'ann' } } });
  const [bo, cy] = [{ name: 'Bo' }, { name: 'Cy' }];
  expect(identityOf(providers.cometchat, block({ bo, cy }))).toEqual(
    identityOf(providers.cometchat, block({ cy, bo })),
  );
});

describe('over HTTP', () => {
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver(providerEnv);
  });
  afterAll(() => receiver?.stop());

  async function post(provider: 'cometchat' | 'videosdk', body: string): Promise<string> {
    const headers = { 'content-type': 'application/json', ...credentialsFor(provider, body) };
    const answer = await send(`${receiver.url}/webhooks/${provider}`, { headers, body: Buffer.from(body) });
    return JSON.parse(answer.body).status;
  }

  test.each([
    ['videosdk', 'recording-stopped'],
    ['videosdk', 'session-ended'],
    ['videosdk', 'call-hangup'],
    ['cometchat', 'group_member_added'],
    ['cometchat', 'user_mentioned'],
  ] as const)('%s %s that comes again, written otherwise, is a duplicate', async (provider, trigger) => {
    const sample = providers[provider].sample(trigger);
    expect(await post(provider, JSON.stringify(sample))).toBe('accepted');
    expect(await post(provider, writeJson(sample, { ...reserialized, escapes: 'some' }))).toBe('duplicate');
  });

  test('joined, left and joined again are three events, and their redeliveries are duplicates', async () => {
    const data = { meetingId: 'room', sessionId: 'reserialized', participantId: 'p1', participantName: 'Ann' };
    const [joined, left] = ['participant-joined', 'participant-left'].map(webhookType => ({ webhookType, data }));
    const statuses: string[] = [];
    for (const body of [joined, left, joined]) {
      statuses.push(await post('videosdk', JSON.stringify(body)));
      statuses.push(await post('videosdk', writeJson(body, reserialized)));
    }
    expect(statuses).toEqual(['accepted', 'duplicate', 'accepted', 'duplicate', 'accepted', 'duplicate']);
  });

  test('case 05: another key order is a duplicate, and a body changed after signing is rejected', async () => {
    const answers = await playCase('05-redelivered-reserialized.steps.json', receiver.url);
    expect(answers.map(({ status, body }) => [status, body.status])).toEqual([
      [200, 'accepted'],
      [200, 'duplicate'],
      [401, 401],
    ]);
  });
});
