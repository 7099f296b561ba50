import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { batchLimits, countThatFit, isLate } from '../../src/delivery/batching.ts';
import { listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { callers, callersIn, missedCalls, onDiscord, onSlack } from './delivery-harness.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

test('a run from the head fits the limits, and the next one would not have', () => {
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

test('a lane is late after its budget, and never without one', () => {
  expect(isLate({ createdAt: 0 }, 10_001, 10_000)).toBe(true);
  expect(isLate({ createdAt: 0 }, 10_000, 10_000)).toBe(false);
  expect(isLate({ createdAt: 0 }, 1e12, null)).toBe(false);
});

test.each([
  ['Slack', onSlack],
  ['Discord', onDiscord],
] as const)('what was held on %s is told in few messages, each call once and in order', async (_name, open) => {
  const { app, core, stop, channel, ...fakes } = await open({ BATCH_AFTER: '0s' });
  stops.push(stop);
  const fake = 'slack' in fakes ? fakes.slack : fakes.discord;
  const closed = 'slack' in fakes ? fakes.slack.uninvited : fakes.discord.hidden;
  closed.add(channel);
  await missedCalls(app.url, callers(120));
  closed.clear();
  await app.settled();
  const transcript = fake.read(channel);
  expect(callersIn(transcript)).toEqual(callers(120));
  expect(transcript).toContain('missed calls');
  const deliveries = await listDeliveries(core.database.db, { limit: 1000, state: 'folded' });
  expect(deliveries.length).toBeGreaterThan(50);
  // The lane may have begun to send before all of them had come; the rest is told 50 and more at once.
  expect(fake.messages(channel).length).toBeLessThan(20);
});

test('with BATCH_AFTER off every call has a message of its own', async () => {
  const { app, slack, channel, stop } = await onSlack({ BATCH_AFTER: 'off' });
  stops.push(stop);
  slack.uninvited.add(channel);
  await missedCalls(app.url, callers(20));
  slack.uninvited.clear();
  await app.settled();
  expect(slack.messages(channel)).toHaveLength(20);
});

test('a folded message whose answer is lost says the same again, and once', async () => {
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
] as const)('of several told together on %s, one that is refused dies alone', async (_name, open) => {
  const { app, core, stop, channel, ...fakes } = await open({ BATCH_AFTER: '0s' });
  stops.push(stop);
  const closed = 'slack' in fakes ? fakes.slack.uninvited : fakes.discord.hidden;
  let refused = 0;
  const names = (request: unknown) => {
    const does = callersIn(JSON.stringify(request)).includes('caller-30');
    if (does) refused += 1;
    return does;
  };
  if ('slack' in fakes) fakes.slack.trouble = ({ args }) => (names(args) ? { error: 'invalid_blocks' } : undefined);
  else fakes.discord.trouble = ({ body }) => (names(body) ? { status: 400, code: 50035 } : undefined);
  closed.add(channel);
  await missedCalls(app.url, callers(60));
  closed.clear();
  await app.settled();
  const fake = 'slack' in fakes ? fakes.slack : fakes.discord;
  expect(callersIn(fake.read(channel))).toEqual(callers(60).filter(caller => caller !== 'caller-30'));
  // Found by halves.
  expect(refused).toBeLessThan(10);
  const dead = await listDeliveries(core.database.db, { state: 'dead' });
  expect(dead).toMatchObject([{ foldedInto: null, error: expect.stringMatching(/\.$/) }]);
});
