/** Lanes with the real platforms and their fakes: order, waits, failed messages, and independent channels. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { raiseRevision } from '../../src/store/cache-version.ts';
import { listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { listHolds } from '../../src/store/deliveries/holds.ts';
import { insertDeliveries } from '../../src/store/deliveries/insert-deliveries.ts';
import { listChannels, putChannel } from '../../src/store/settings/channels.ts';
import { day } from '../../src/util/duration.ts';
import { type DiscordApp, onDiscord, onSlack, type SlackApp } from '../app-harness.ts';
import { callers, callersIn, missedCalls } from '../missed-calls.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** Gives both platforms one interface. */
function laneOn(on: SlackApp | DiscordApp) {
  const { channel } = on;
  stops.push(on.stop);
  const fake = 'slack' in on ? on.slack : on.discord;
  return {
    ...on,
    fake,
    closed: 'slack' in on ? on.slack.uninvited : on.discord.hidden,
    read: () => callersIn(fake.read(channel)),
    /** The caller in each request to post, in order, with failed ones. */
    posts: () =>
      'slack' in on
        ? on.slack.requests.flatMap(({ method, args, at }) =>
            method === 'chat.postMessage' ? [callerIn(args, at)] : [],
          )
        : on.discord.requests.flatMap(({ method, body, at }) => (method === 'POST' ? [callerIn(body, at)] : [])),
    /** Scripted answers to the next posts. */
    fail: (times: number) =>
      'slack' in on
        ? on.slack.next('chat.postMessage', { status: 503 }, times)
        : on.discord.next('POST', { status: 502, text: 'bad gateway' }, times),
    limit: (seconds: number) =>
      'slack' in on
        ? on.slack.next('chat.postMessage', { retryAfter: seconds })
        : on.discord.next('POST', { retryAfter: seconds }),
    reject: () =>
      'slack' in on
        ? on.slack.next('chat.postMessage', { error: 'invalid_blocks' })
        : on.discord.next('POST', { status: 400, code: 50035 }),
  };
}

function callerIn(body: unknown, at: number): { caller: string; at: number } {
  return { caller: /caller-\d+/.exec(JSON.stringify(body))?.[0] ?? '', at };
}

describe.each([
  ['Slack', onSlack],
  ['Discord', onDiscord],
] as const)('a lane on %s', (_name, open) => {
  const start = async () => laneOn(await open({ BATCH_AFTER: 'off' }));

  test('keeps its order when a message in the middle fails for a while', async () => {
    const lane = await start();
    await missedCalls(lane.app.url, callers(2));
    await lane.app.settled();
    lane.fail(3);
    await missedCalls(lane.app.url, callers(3, 2));
    await lane.app.settled();
    expect(lane.read()).toEqual(callers(5));
    const third = 'caller-2';
    const requests = lane.posts().map(({ caller }) => caller);
    expect(requests).toEqual(['caller-0', 'caller-1', third, third, third, third, 'caller-3', 'caller-4']);
  });

  test('sends nothing during a rate limit', async () => {
    const lane = await start();
    lane.limit(1);
    await missedCalls(lane.app.url, callers(3));
    await lane.app.settled();
    expect(lane.read()).toEqual(callers(3));
    const [rejected, ...later] = lane.posts();
    expect(later.map(({ caller }) => caller)).toEqual(callers(3));
    for (const { at } of later) expect(at - (rejected?.at ?? 0)).toBeGreaterThanOrEqual(1000);
  });

  test('fails a message that can never succeed, with its reason, and continues', async () => {
    const lane = await start();
    lane.reject();
    await missedCalls(lane.app.url, callers(3));
    await lane.app.settled();
    expect(lane.read()).toEqual(['caller-1', 'caller-2']);
    expect(lane.posts()).toHaveLength(3);
    const dead = await listDeliveries(lane.core.database.db, { state: 'failed' });
    expect(dead).toMatchObject([{ attempts: 1, error: expect.stringMatching(/\.$/), ref: null }]);
  });

  test('sends a delivery that has to wait when it is due, and others meanwhile', async () => {
    const lane = await start();
    const { db } = lane.core.database;
    const [channel] = await listChannels(db);
    const [rule] = channel?.rules ?? [];
    if (!rule) throw new Error('The channel has no rule.');
    await missedCalls(lane.app.url, ['caller-0']);
    await lane.app.settled();
    // A second delivery of the same call, under another key.
    const [{ eventSeq = null, eventId = null } = {}] = await listDeliveries(db);
    const later = { kind: 'post', key: 'later', eventSeq, eventId, rule, state: 'queued' } as const;
    await insertDeliveries(db, [{ ...later, notBefore: Date.now() + day }], Date.now());
    await missedCalls(lane.app.url, ['caller-1']);
    await expect.poll(lane.read).toEqual(['caller-0', 'caller-1']);
    await db.transaction().execute(async tx => {
      await tx
        .updateTable('deliveries')
        .set({ not_before: Date.now() + 100 })
        .where('key', '=', 'later')
        .execute();
      await raiseRevision(tx, 'lanes');
    });
    await lane.app.settled();
    expect(lane.read()).toEqual(['caller-0', 'caller-1', 'caller-0']);
  });

  test('is on hold when the bot is not invited, retries only the first message, and continues after the invitation', async () => {
    const lane = await start();
    lane.closed.add(lane.channel);
    await missedCalls(lane.app.url, callers(3));
    await vi.waitFor(async () => expect(await listHolds(lane.core.database.db)).toHaveLength(1), { timeout: 30_000 });
    await vi.waitFor(() => expect(lane.posts().length).toBeGreaterThan(2), { timeout: 30_000 });
    expect(new Set(lane.posts().map(({ caller }) => caller))).toEqual(new Set(['caller-0']));
    lane.closed.clear();
    await lane.app.settled();
    expect(lane.read()).toEqual(callers(3));
    expect(await listHolds(lane.core.database.db)).toEqual([]);
  });
});

test('two channels do not wait for each other', async () => {
  const { app, core, slack, channel, stop } = await onSlack();
  stops.push(stop);
  slack.next('chat.postMessage', 'hang');
  await missedCalls(app.url, callers(1));
  await vi.waitFor(() => expect(slack.requests.some(({ method }) => method === 'chat.postMessage')).toBe(true), {
    timeout: 30_000,
  });
  await core.database.db
    .transaction()
    .execute(tx => putChannel(tx, { address: `slack:${slack.team}/C2`, rules: [{ on: '*', do: 'post' }] }));
  await missedCalls(app.url, callers(3, 1));
  await vi.waitFor(() => expect(callersIn(slack.read('C2'))).toEqual(callers(3, 1)), { timeout: 30_000 });
  expect(slack.messages(channel)).toEqual([]);
  // Ends the hanging request, so that the app can stop without it.
  await slack.close();
});
