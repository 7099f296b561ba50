import { pino } from 'pino';
import { expect, test } from 'vitest';
import { type Platform, PlatformError } from '../../src/platforms/platform.ts';
import { startPlatform } from '../../src/platforms/start-with-retry.ts';
import { testClock } from './clock.ts';
import { setup as setupDiscord } from './discord/setup.ts';
import { setup as setupSlack } from './slack/setup.ts';

const pause = 5;

function recordLog() {
  const lines: { level: number; msg: string; reason: string }[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  return { log, lines };
}

const { signal } = new AbortController();

test.for([
  ['slack', setupSlack, /SLACK_BOT_TOKEN/],
  ['discord', setupDiscord, /DISCORD_TOKEN/],
] as const)(
  'a token of %s that is rejected at start is logged once, and works as soon as it is valid again',
  async ([_name, setup, says]) => {
    const { fake, platform, close } = await setup();
    const { log, lines } = recordLog();
    fake.revoke();
    const started = startPlatform(platform, log, signal, pause);
    await expect.poll(() => fake.requests.length).toBeGreaterThan(3);
    expect(lines).toMatchObject([{ level: 50, op: 'platform.start', reason: expect.stringMatching(says) }]);
    fake.restore();
    expect(await started).toBe(true);
    await close();
  },
);

test('an unreachable platform is retried, and each reason is logged once in a row', async () => {
  const { log, lines } = recordLog();
  const reasons = ['away', 'away', 'still away', 'away'];
  const start = async () => {
    const reason = reasons.shift();
    if (reason) throw new PlatformError('transient', 'network', reason);
  };
  expect(await startPlatform({ name: 'x', start } as Platform, log, signal, pause)).toBe(true);
  expect(lines.map(({ level }) => level)).toEqual([40, 40, 40]);
  expect(lines.map(({ reason }) => reason)).toEqual(['away', 'still away', 'away']);
});

test('a platform that limits this address is retried after growing waits, and not before its Retry-After', async () => {
  const { clock, waits } = testClock();
  const limit = (retryAfter: number | null) =>
    new PlatformError('rate_limited', 'http_429', 'Banned.', { scope: 'platform', retryAfter });
  const failures = [...Array(6).fill(limit(null)), limit(600_000), new PlatformError('transient', 'network', 'Away.')];
  const start = async () => {
    const failure = failures.shift();
    if (failure) throw failure;
  };
  const platform = { name: 'x', start } as Platform;
  expect(await startPlatform(platform, recordLog().log, signal, 10_000, undefined, clock)).toBe(true);
  expect(waits).toEqual([20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 600_000, 10_000]);
});

test('stopping ends the wait', async () => {
  const stopping = new AbortController();
  const { fake, platform, close } = await setupDiscord({ token: 'wrong' });
  const started = startPlatform(platform, recordLog().log, stopping.signal, 60_000);
  await expect.poll(() => fake.requests.length).toBe(1);
  stopping.abort();
  expect(await started).toBe(false);
  await close();
});
