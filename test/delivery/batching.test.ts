import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { batchLimits, countThatFit, mayBatch } from '../../src/delivery/batching.ts';
import { listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { onDiscord, onSlack } from '../app-harness.ts';
import { callers, callersIn, missedCalls } from '../missed-calls.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

test('a run from the head fits the limits, and one more delivery would not', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 120 }), lengths => {
      const count = countThatFit(lengths);
      const total = (upTo: number) => lengths.slice(0, upTo).reduce((sum, length) => sum + length, 0);
      expect(count).toBeGreaterThanOrEqual(1);
      expect(count).toBeLessThanOrEqual(batchLimits.deliveries);
      if (count > 1) expect(total(count)).toBeLessThanOrEqual(batchLimits.characters);
      if (count < Math.min(lengths.length, batchLimits.deliveries))
        expect(total(count + 1)).toBeGreaterThan(batchLimits.characters);
    }),
  );
});

test('a lane is late after `batchAfter`, and never without one', () => {
  const queued = { state: 'queued', createdAt: 0 } as const;
  expect(mayBatch(queued, 1, 10_001, 10_000)).toBe(true);
  expect(mayBatch(queued, 1, 10_000, 10_000)).toBe(false);
  expect(mayBatch(queued, 1, 1e12, null)).toBe(false);
  expect(mayBatch(queued, 0, 10_001, 10_000)).toBe(false);
  expect(mayBatch({ ...queued, state: 'sending' }, 1, 10_001, 10_000)).toBe(false);
});

test.each([
  ['Slack', onSlack],
  ['Discord', onDiscord],
] as const)('after a hold on %s few messages report each call once and in order', async (_name, open) => {
  const { app, core, stop, channel, ...fakes } = await open({ BATCH_AFTER: '0s' });
  stops.push(stop);
  const fake = 'slack' in fakes ? fakes.slack : fakes.discord;
  const closed = 'slack' in fakes ? fakes.slack.uninvited : fakes.discord.hidden;
  closed.add(channel);
  await missedCalls(app.url, callers(60));
  closed.clear();
  await app.settled();
  const transcript = fake.read(channel);
  expect(callersIn(transcript)).toEqual(callers(60));
  expect(transcript).toContain('missed calls');
  const deliveries = await listDeliveries(core.database.db, { limit: 1000, state: 'batched' });
  expect(deliveries.length).toBeGreaterThan(25);
  // The lane may have started before all of them were received; the rest is batched 50 at a time.
  expect(fake.messages(channel).length).toBeLessThan(15);
});

test('with BATCH_AFTER off every call has its own message', async () => {
  const { app, slack, channel, stop } = await onSlack({ BATCH_AFTER: 'off' });
  stops.push(stop);
  slack.uninvited.add(channel);
  await missedCalls(app.url, callers(20));
  slack.uninvited.clear();
  await app.settled();
  expect(slack.messages(channel)).toHaveLength(20);
});

test('a batch whose response is lost is posted once, with the same calls', async () => {
  const { app, slack, channel, stop } = await onSlack({ BATCH_AFTER: '0s' });
  stops.push(stop);
  slack.uninvited.add(channel);
  await missedCalls(app.url, callers(10));
  slack.next('chat.postMessage', 'drop after', 2);
  slack.uninvited.clear();
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(10));
});

test.each([
  ['Slack', onSlack],
  ['Discord', onDiscord],
] as const)('in a batch on %s one rejected delivery fails alone', async (_name, open) => {
  const { app, core, stop, channel, ...fakes } = await open({ BATCH_AFTER: '0s' });
  stops.push(stop);
  const closed = 'slack' in fakes ? fakes.slack.uninvited : fakes.discord.hidden;
  let rejected = 0;
  const matches = (request: unknown) => {
    const isMatch = callersIn(JSON.stringify(request)).includes('caller-30');
    if (isMatch) rejected += 1;
    return isMatch;
  };
  if ('slack' in fakes) fakes.slack.trouble = ({ args }) => (matches(args) ? { error: 'invalid_blocks' } : undefined);
  else fakes.discord.trouble = ({ body }) => (matches(body) ? { status: 400, code: 50035 } : undefined);
  closed.add(channel);
  await missedCalls(app.url, callers(60));
  closed.clear();
  await app.settled();
  const fake = 'slack' in fakes ? fakes.slack : fakes.discord;
  expect(callersIn(fake.read(channel))).toEqual(callers(60).filter(caller => caller !== 'caller-30'));
  // Found by halving the batch.
  expect(rejected).toBeLessThan(10);
  const dead = await listDeliveries(core.database.db, { state: 'failed' });
  expect(dead).toMatchObject([{ batchedInto: null, error: expect.stringMatching(/\.$/) }]);
});
