/** A message that may already be posted is looked up: it is neither posted twice nor failed without a lookup. */
import { sql } from 'kysely';
import { afterEach, expect, test, vi } from 'vitest';
import { retryMatching } from '../../src/operations/retry.ts';
import { countDeliveries, listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { listHolds } from '../../src/store/deliveries/holds.ts';
import { readLedger } from '../../src/store/deliveries/ledger.ts';
import { onDiscord, onSlack, startApp } from '../app-harness.ts';
import { createTestDatabase } from '../databases.ts';
import { callers, callersIn, missedCalls } from '../missed-calls.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

test('a post that the store could not record at once is not posted again, even without a lookup', async () => {
  const { app, core, slack, channel, stop } = await onSlack({ BATCH_AFTER: 'off' });
  stops.push(stop);
  slack.scopes = ['chat:write'];
  const { db } = core.database;
  await sql`create trigger fail_once before update on deliveries when new.state = 'posted'
    begin select raise(abort, 'disk I/O error'); end`.execute(db);
  await missedCalls(app.url, callers(2));
  await vi.waitFor(() => expect(slack.messages(channel).length).toBeGreaterThan(0), { timeout: 30_000 });
  await sql`drop trigger fail_once`.execute(db);
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(2));
});

test('a posted batch that failed is posted only once after a retry', async () => {
  const { app, core, slack, channel, stop } = await onSlack({ BATCH_AFTER: '0s', GIVE_UP_AFTER: '1s' });
  stops.push(stop);
  const { db } = core.database;
  let isPosted = false;
  slack.trouble = ({ method }) => {
    if (isPosted) return method === 'auth.test' ? undefined : { status: 500 };
    // The first post that Slack accepts.
    if (method !== 'chat.postMessage' || slack.uninvited.size > 0) return;
    isPosted = true;
    return 'drop after';
  };
  slack.uninvited.add(channel);
  await missedCalls(app.url, callers(5));
  // Wait for an attempt composed after the last webhook.
  const requests = slack.requests.length;
  await vi.waitFor(() => expect(slack.requests.length).toBeGreaterThan(requests + 1), { timeout: 30_000 });
  slack.uninvited.clear();
  await vi.waitFor(async () => expect((await countDeliveries(db)).failed).toBe(5), { timeout: 30_000 });
  expect(callersIn(slack.read(channel)).length).toBeGreaterThan(1);
  slack.trouble = undefined;
  await retryMatching(db, {}, 'test');
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(5));
});

test('in a batch, a delivery without its event says so in its place, and the others are posted once', async () => {
  const { app, core, slack, channel, stop } = await onSlack(
    { BATCH_AFTER: '0s' },
    { backoff: { base: 300, cap: 300 } },
  );
  stops.push(stop);
  const { db } = core.database;
  slack.uninvited.add(channel);
  await missedCalls(app.url, callers(6));
  await vi.waitFor(async () => expect((await countDeliveries(db)).batched).toBeGreaterThan(0), { timeout: 30_000 });
  // Bound to a message that isn't posted yet.
  expect(await readLedger(db, 0)).toMatchObject([{ received: 6, batched: 0, waiting: 6 }]);
  const batched = (await listDeliveries(db, { state: 'batched' })).at(-1);
  await sql`pragma foreign_keys = off`.execute(db);
  await sql`update events set id = 'evt_gone' where id = ${batched?.eventId}`.execute(db);
  // Wait for an attempt composed after this change.
  const posts = slack.requests.length;
  await vi.waitFor(() => expect(slack.requests.length).toBeGreaterThan(posts + 1), { timeout: 30_000 });
  slack.uninvited.clear();
  await app.settled();
  const read = callersIn(slack.read(channel));
  expect(read).toHaveLength(5);
  expect(callers(6).filter(caller => read.includes(caller))).toEqual(read);
  expect(slack.read(channel)).toContain('no longer exists');
  expect((await countDeliveries(db)).failed).toBe(0);
});

test('deliveries of a lane that keeps failing fail together, not one retry window after the other', async () => {
  const { app, core, slack, stop } = await onSlack({ BATCH_AFTER: 'off', GIVE_UP_AFTER: '1s' });
  stops.push(stop);
  slack.trouble = ({ method }) => (method === 'auth.test' ? undefined : { status: 500 });
  await missedCalls(app.url, callers(30));
  // One retry window each would take 30 s, longer than the test's timeout.
  await app.settled();
  expect((await countDeliveries(core.database.db)).failed).toBe(30);
});

test('a token that works again after a restart, and a rate limit that is over, leave no hold', async () => {
  const place = await createTestDatabase('sqlite');
  stops.push(place.remove);
  const first = await onSlack({}, { place });
  await missedCalls(first.app.url, callers(1));
  await first.app.settled();
  first.slack.revoke();
  await missedCalls(first.app.url, callers(1, 1));
  const held = async () => (await listHolds(first.core.database.db)).map(lane => lane.channel);
  await vi.waitFor(async () => expect(await held()).toContain('slack:* token'), { timeout: 30_000 });
  await first.app.stop();
  const env = { SLACK_BOT_TOKEN: first.slack.botToken, SLACK_API_URL: first.slack.url };
  const rejected = await startApp(env, { place });
  await vi.waitFor(() => expect(rejected.logged.join('')).toContain('SLACK_BOT_TOKEN was revoked'), {
    timeout: 30_000,
  });
  expect(await held()).toContain('slack:* token');
  await rejected.stop();
  first.slack.restore();
  const second = await startApp(env, { place });
  await second.app.settled();
  expect(callersIn(first.slack.read(first.channel))).toEqual(callers(2));
  await vi.waitFor(async () => expect(await listHolds(second.core.database.db)).toEqual([]), { timeout: 30_000 });
  await second.stop();
  await first.core.close();
  await first.slack.close();

  const { app, core, discord, channel, stop } = await onDiscord();
  stops.push(stop);
  discord.next('POST', { retryAfter: 0.2, global: true });
  await missedCalls(app.url, callers(1));
  await app.settled();
  expect(callersIn(discord.read(channel))).toEqual(callers(1));
  expect(await listHolds(core.database.db)).toEqual([]);
});
