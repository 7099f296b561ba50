/** What may stand at the platform already is neither told again nor given up unseen, whatever the store does meanwhile. */
import { sql } from 'kysely';
import { afterEach, expect, test, vi } from 'vitest';
import { retryMatching } from '../../src/operations/retry.ts';
import { countDeliveries, listDeliveries, readLedger } from '../../src/store/deliveries/deliveries.ts';
import { listHolds } from '../../src/store/deliveries/holds.ts';
import { startApp } from '../app.ts';
import { createTestDatabase } from '../databases.ts';
import { callers, callersIn, missedCalls, onDiscord, onSlack } from './delivery-harness.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

test('a post that the store could not write down at once is not posted again, also where nothing can be looked up', async () => {
  const { app, core, slack, channel, stop } = await onSlack({ BATCH_AFTER: 'off' });
  stops.push(stop);
  slack.scopes = ['chat:write'];
  const { db } = core.database;
  await sql`create trigger stumble before update on deliveries when new.state = 'sent'
    begin select raise(abort, 'disk I/O error'); end`.execute(db);
  await missedCalls(app.url, callers(2));
  await vi.waitFor(() => expect(slack.messages(channel).length).toBeGreaterThan(0), { timeout: 30_000 });
  await sql`drop trigger stumble`.execute(db);
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(2));
});

test('a message of several that stands and was given up stands once after the replay', async () => {
  const { app, core, slack, channel, stop } = await onSlack({ BATCH_AFTER: '0s', GIVE_UP_AFTER: '1s' });
  stops.push(stop);
  const { db } = core.database;
  let stands = false;
  slack.trouble = ({ method }) => {
    if (stands) return method === 'auth.test' ? undefined : { status: 500 };
    // The first that Slack takes.
    if (method !== 'chat.postMessage' || slack.uninvited.size > 0) return;
    stands = true;
    return 'drop after';
  };
  slack.uninvited.add(channel);
  await missedCalls(app.url, callers(5));
  // What was composed before the last of them came is over.
  const asked = slack.requests.length;
  await vi.waitFor(() => expect(slack.requests.length).toBeGreaterThan(asked + 1), { timeout: 30_000 });
  slack.uninvited.clear();
  await vi.waitFor(async () => expect((await countDeliveries(db)).dead).toBe(5), { timeout: 30_000 });
  expect(callersIn(slack.read(channel)).length).toBeGreaterThan(1);
  slack.trouble = undefined;
  await retryMatching(db, {}, 'test');
  await app.settled();
  expect(callersIn(slack.read(channel))).toEqual(callers(5));
});

test('of several told together, one whose event is gone says so in its place, and the others stand once', async () => {
  const { app, core, slack, channel, stop } = await onSlack(
    { BATCH_AFTER: '0s' },
    { backoff: { base: 300, cap: 300 } },
  );
  stops.push(stop);
  const { db } = core.database;
  slack.uninvited.add(channel);
  await missedCalls(app.url, callers(6));
  await vi.waitFor(async () => expect((await countDeliveries(db)).folded).toBeGreaterThan(0), { timeout: 30_000 });
  // Bound to a message that nobody has been told yet.
  expect(await readLedger(db, 0)).toMatchObject([{ received: 6, batched: 0, waiting: 6 }]);
  const told = (await listDeliveries(db, { state: 'folded' })).at(-1);
  await sql`pragma foreign_keys = off`.execute(db);
  await sql`update events set id = 'evt_gone' where id = ${told?.eventId}`.execute(db);
  // What was composed before is over, and composed anew since.
  const posts = slack.requests.length;
  await vi.waitFor(() => expect(slack.requests.length).toBeGreaterThan(posts + 1), { timeout: 30_000 });
  slack.uninvited.clear();
  await app.settled();
  const read = callersIn(slack.read(channel));
  expect(read).toHaveLength(5);
  expect(callers(6).filter(caller => read.includes(caller))).toEqual(read);
  expect(slack.read(channel)).toContain('no longer exists');
  expect((await countDeliveries(db)).dead).toBe(0);
});

test('what fails for too long is given up together, not each after a time of its own', async () => {
  const { app, core, slack, stop } = await onSlack({ BATCH_AFTER: 'off', GIVE_UP_AFTER: '1s' });
  stops.push(stop);
  slack.trouble = ({ method }) => (method === 'auth.test' ? undefined : { status: 500 });
  await missedCalls(app.url, callers(30));
  // Each by itself would take 30 s, longer than a test may.
  await app.settled();
  expect((await countDeliveries(core.database.db)).dead).toBe(30);
});

test('a token that works again by a restart, and a limit that is over, hold nothing', async () => {
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
  const refused = await startApp(env, { place });
  await vi.waitFor(() => expect(refused.logged.join('')).toContain('SLACK_BOT_TOKEN was revoked'), { timeout: 30_000 });
  expect(await held()).toContain('slack:* token');
  await refused.stop();
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
