import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { createPlatformHold } from '../../src/delivery/platform-hold.ts';
import { type Platform, PlatformError } from '../../src/platforms/platform.ts';
import { openDatabase } from '../../src/store/database.ts';
import { attemptsOf } from '../../src/store/deliveries/attempts.ts';
import { listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { putChannel } from '../../src/store/settings/channels.ts';
import { onDiscord, onSlack } from '../app-harness.ts';
import { createTestDatabase, describeOnDatabases } from '../databases.ts';
import { callers, callersIn, missedCalls } from '../missed-calls.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

test('a revoked token puts the platform on hold, is probed, and posting continues once it works', async () => {
  const { app, slack, channel, logged, stop } = await onSlack({ BATCH_AFTER: 'off' }, { probeEvery: 20 });
  stops.push(stop);
  await missedCalls(app.url, callers(1));
  await app.settled();
  slack.next('chat.postMessage', { error: 'token_revoked' });
  slack.next('auth.test', { error: 'token_revoked' }, 3);
  await missedCalls(app.url, callers(4, 1));
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(5));
  // One post failed; the probes were auth.test.
  expect(slack.requests.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(6);
  expect(logged.join('')).toContain('SLACK_BOT_TOKEN was revoked');
});

test('a global rate limit of Discord stops every channel until it is over', async () => {
  const { app, discord, channel, stop } = await onDiscord({ BATCH_AFTER: 'off' });
  stops.push(stop);
  discord.next('POST', { retryAfter: 0.3, global: true });
  await missedCalls(app.url, callers(3));
  await app.settled();
  expect(callersIn(discord.read(channel))).toEqual(callers(3));
  const posts = discord.requests.filter(({ method }) => method === 'POST').map(({ at }) => at);
  const [rejected, next] = posts as [number, number];
  expect(next - rejected).toBeGreaterThanOrEqual(300);
});

/** Creates the hold of a platform whose probes end with `results` (null: success). Collects the waits. */
async function holdWithProbes(results: (PlatformError | null)[]) {
  const place = await createTestDatabase('sqlite');
  const database = await openDatabase(place.url);
  stops.push(() => database.close().then(place.remove));
  const waits: number[] = [];
  const { promise: resumed, resolve } = Promise.withResolvers<void>();
  let probes = 0;
  const platform = {
    name: 'discord',
    async probe() {
      const result = results[probes++];
      if (result) throw result;
    },
  } as unknown as Platform;
  const hold = createPlatformHold(platform, {
    database,
    resumed: resolve,
    log: pino({ level: 'silent' }),
    backoff: { base: 1000, cap: 60_000 },
    wait: async milliseconds => void waits.push(milliseconds),
  });
  return { hold, waits, resumed, probes: () => probes };
}

test('a platform that rejects everything is probed after growing waits, and its lanes continue when it responds', async () => {
  const rejection = new PlatformError('transient', 'http_403', 'A firewall rejected it.', { scope: 'platform' });
  const { hold, waits, resumed, probes } = await holdWithProbes([...Array(10).fill(rejection), null]);
  await hold.holdUntilItResponds('A firewall rejected it.');
  await hold.holdUntilItResponds('A firewall rejected it.');
  expect([hold.endsAt('find'), hold.endsAt('post')]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
  await resumed;
  expect(hold.endsAt('post')).toBeLessThanOrEqual(Date.now());
  expect(probes()).toBe(11);
  const ceilings = [1000, 2000, 4000, 8000, 16_000, 32_000, ...Array(5).fill(60_000)];
  for (const [at, wait] of waits.entries()) {
    expect(wait).toBeLessThanOrEqual(ceilings[at]);
    expect(wait).toBeGreaterThanOrEqual(ceilings[at] / 2);
  }
});

test('a probe with a Retry-After is repeated after that time', async () => {
  const limit = new PlatformError('rate_limited', '429', 'Wait.', { scope: 'platform', retryAfter: 7777 });
  const { hold, waits, resumed } = await holdWithProbes([limit, null]);
  await hold.holdUntilItResponds('Banned.');
  await resumed;
  expect(waits.slice(1)).toEqual([7777]);
});

describe.each([
  ['an HTML 403', { status: 403, text: '<html>Access denied</html>' }],
  ['an HTML 429 without a Retry-After', { status: 429, text: '<html>error code: 1015</html>' }],
] as const)('%s from a proxy in front of Discord', (_name, answer) => {
  test('puts the whole platform on hold with one series of probes, and no channel', async () => {
    const { app, core, discord, channel, logged, stop } = await onDiscord({ BATCH_AFTER: 'off' });
    stops.push(stop);
    const { db } = core.database;
    const other = '700000000000000002';
    await db
      .transaction()
      .execute(tx =>
        putChannel(tx, { address: `discord:800000000000000001/${other}`, rules: [{ on: '*', do: 'post' }] }),
      );
    let left = 5;
    discord.trouble = ({ path }) =>
      path !== '/users/@me' ? (left > 0 ? answer : undefined) : left-- > 0 ? answer : undefined;
    await missedCalls(app.url, callers(3));
    await app.settled();
    for (const one of [channel, other]) expect(callersIn(discord.read(one))).toEqual(callers(3));
    // At most one post per channel failed, and each was looked up or posted again afterwards.
    const posts = discord.requests.filter(({ method }) => method === 'POST');
    expect(posts.length).toBeLessThanOrEqual(6 + 2);
    expect(logged.filter(line => line.includes('the platform blocks all requests'))).toHaveLength(1);
    expect(logged.join('')).toContain('the platform responds again');
    expect(await listDeliveries(db, { state: 'failed' })).toEqual([]);
    const outcomes = await db.selectFrom('attempts').select('outcome').distinct().execute();
    expect(outcomes.map(({ outcome }) => outcome)).not.toContain('channel');
  });
});

test('a 403 of a firewall in front of Slack puts the whole platform on hold', async () => {
  const { app, slack, channel, logged, stop } = await onSlack({ BATCH_AFTER: 'off' });
  stops.push(stop);
  await missedCalls(app.url, callers(1));
  await app.settled();
  const blocked = { status: 403, body: '<html>blocked</html>', headers: { 'content-type': 'text/html' } };
  slack.next('chat.postMessage', blocked);
  slack.next('auth.test', blocked, 3);
  await missedCalls(app.url, callers(3, 1));
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(4));
  expect(slack.requests.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(5);
  expect(logged.filter(line => line.includes('the platform blocks all requests'))).toHaveLength(1);
});

test("after a channel's rate limit without a Retry-After only its lane waits, longer each time", async () => {
  const { app, core, discord, channel, stop } = await onDiscord({ BATCH_AFTER: 'off' });
  stops.push(stop);
  const { db } = core.database;
  discord.next('POST', { status: 429, json: {}, headers: { 'x-ratelimit-scope': 'user' } }, 4);
  await missedCalls(app.url, callers(2));
  await app.settled();
  expect(callersIn(discord.read(channel))).toEqual(callers(2));
  const [first] = (await listDeliveries(db)).toSorted((a, b) => a.id - b.id);
  const outcomes = (await attemptsOf(db, first?.id ?? 0)).map(({ outcome }) => outcome);
  expect(outcomes).toEqual([...Array(4).fill('rate_limited'), 'posted']);
  expect(discord.requests.filter(({ path }) => path === '/users/@me')).toHaveLength(1);
});

describeOnDatabases('the platform holds of two processes', kind => {
  test('a limit in one process stops the same requests in the other once that reads it', async () => {
    const place = await createTestDatabase(kind);
    const database = await openDatabase(place.url);
    stops.push(() => database.close().then(place.remove));
    const platform = { name: 'slack' } as Platform;
    const options = { database, resumed() {}, log: pino({ level: 'silent' }) };
    const [one, two] = [createPlatformHold(platform, options), createPlatformHold(platform, options)];
    stops.push(
      async () => one.stop(),
      async () => two.stop(),
    );
    await one.holdUntil(5000, ['post']);
    expect([two.endsAt('find'), two.endsAt('post')]).toEqual([0, 0]);
    await two.read();
    expect([two.endsAt('find'), two.endsAt('post')]).toEqual([0, 5000]);
    await two.holdUntil(4000, ['find', 'post']);
    await one.read();
    expect([one.endsAt('find'), one.endsAt('post')]).toEqual([4000, 5000]);
    // A process that starts now reads the longer limit too.
    const three = createPlatformHold(platform, options);
    stops.push(async () => three.stop());
    await three.read();
    expect([three.endsAt('find'), three.endsAt('post')]).toEqual([4000, 5000]);
  });
});
