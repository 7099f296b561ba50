/** Slack limits posting as a whole and names no time: all channels share one growing wait. */
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { attemptPost } from '../../src/delivery/attempt.ts';
import type { AttemptContext, AttemptOptions } from '../../src/delivery/attempt-context.ts';
import { createPlatformHold, type PlatformHold } from '../../src/delivery/platform-hold.ts';
import { createMessage } from '../../src/messages/message.ts';
import { openDatabase } from '../../src/store/database.ts';
import type { Delivery } from '../../src/store/deliveries/deliveries.ts';
import type { AttemptEnd } from '../../src/store/deliveries/outbox.ts';
import { createTestDatabase } from '../databases.ts';
import { setup } from '../platforms/slack/setup.ts';

type Slack = Awaited<ReturnType<typeof setup>>;

const backoff = { base: 1000, cap: 300_000 };
const log = pino({ level: 'silent' });
const stops: (() => Promise<void>)[] = [];
let slack: Slack;
let platformHold: PlatformHold;

beforeEach(async () => {
  slack = await setup();
  const place = await createTestDatabase('sqlite');
  const database = await openDatabase(place.url);
  platformHold = createPlatformHold(slack.platform, { database, resumed() {}, log, backoff });
  stops.push(
    slack.close,
    () => database.close().then(place.remove),
    async () => platformHold.stop(),
  );
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(async () => {
  vi.useRealTimers();
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Attempts a channel's first message. */
function attempt(channel: number): Promise<AttemptEnd> {
  const head = {
    id: channel,
    channel: `slack:T0123/C${channel}`,
    nonce: `n${channel}`,
    state: 'queued',
    kind: 'post',
    cardId: null,
  };
  const context = {
    ...{ platform: slack.platform, platformHold, behind: [], hold: null },
    head: { ...head, attempts: 1, droppedMentions: [], createdAt: Date.now() } as unknown as Delivery,
  } as unknown as AttemptContext;
  const options = { smallerBatches: new Map(), attempted() {}, backoff, giveUpAfter: null, log };
  const title = [{ type: 'text' as const, text: `in C${channel}` }];
  return attemptPost(
    context,
    { message: createMessage({ title }), batched: [], events: [] },
    options as unknown as AttemptOptions,
  );
}

const isLimited = (times: number) => slack.fake.next('chat.postMessage', { retryAfter: null }, times);
const wait = () => platformHold.endsAt('post') - Date.now();

/** The first 429 may concern its channel alone; the next, in another channel, concerns posting. */
async function reachLimit(): Promise<void> {
  await attempt(1);
  expect(wait()).toBeLessThanOrEqual(0);
  await attempt(2);
}

function expectWait(limits: number): void {
  const ceiling = Math.min(backoff.cap, 1000 * 2 ** (limits - 1));
  expect(wait()).toBeLessThanOrEqual(ceiling);
  expect(wait()).toBeGreaterThanOrEqual(ceiling / 2);
}

test('the wait grows with each limit, whichever channel meets it, and its lane waits as long', async () => {
  isLimited(12);
  await reachLimit();
  for (let limits = 1; limits <= 10; limits++) {
    expectWait(limits);
    vi.setSystemTime(platformHold.endsAt('post'));
    const end = await attempt(2 + limits);
    expect(end.hold?.nextAt).toBe(platformHold.endsAt('post'));
  }
  expectWait(11);
});

test('requests in flight together count as one limit', async () => {
  isLimited(30);
  await reachLimit();
  vi.setSystemTime(platformHold.endsAt('post'));
  await Promise.all(Array.from({ length: 20 }, (_, at) => attempt(3 + at)));
  expectWait(2);
});

test('after a posted message the wait starts small again', async () => {
  isLimited(6);
  await reachLimit();
  for (const channel of [3, 4, 5, 6]) {
    vi.setSystemTime(platformHold.endsAt('post'));
    await attempt(channel);
  }
  expectWait(5);
  vi.setSystemTime(platformHold.endsAt('post'));
  expect((await attempt(7)).state).toBe('posted');
  isLimited(1);
  await attempt(8);
  expectWait(1);
});

test('a firewall that blocks posts but not the probe is retried after growing waits', async () => {
  const waits: number[] = [];
  let resumed = 0;
  const place = await createTestDatabase('sqlite');
  const database = await openDatabase(place.url);
  const hold = createPlatformHold(slack.platform, {
    ...{ database, log, backoff },
    resumed: () => void resumed++,
    wait: async milliseconds => void waits.push(milliseconds),
  });
  stops.push(
    () => database.close().then(place.remove),
    async () => hold.stop(),
  );
  async function block(): Promise<void> {
    const before = resumed;
    await hold.holdUntilItResponds('A firewall blocked the post.');
    await expect.poll(() => resumed, { timeout: 60_000 }).toBe(before + 1);
  }
  for (let blocks = 0; blocks < 8; blocks++) await block();
  expect(waits).toHaveLength(8);
  for (const [at, milliseconds] of waits.entries()) expect(milliseconds).toBeGreaterThanOrEqual(500 * 2 ** at);
  hold.accepted('post');
  await block();
  expect(waits.at(-1)).toBeLessThanOrEqual(1000);
});
