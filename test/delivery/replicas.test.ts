/** Several processes on one PostgreSQL; test/torture kills them. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { putChannel } from '../../src/store/channels.ts';
import { listDeliveries } from '../../src/store/deliveries.ts';
import { startApp, type TestApp } from '../app.ts';
import { createTestDatabase, describeOnPostgres, type TestDatabase } from '../databases.ts';
import { providerEnv } from '../e2e/providers.ts';
import { type FakeDiscord, startFakeDiscord } from '../fakes/discord/index.ts';
import { type FakeSlack, startFakeSlack } from '../fakes/slack/index.ts';
import { callers, callersIn, missedCalls } from './support.ts';

const rules = [{ on: '*', do: 'post' as const }];
const discordChannel = '700000000000000001';

describeOnPostgres('two replicas', () => {
  let place: TestDatabase;
  let slack: FakeSlack;
  let discord: FakeDiscord;
  const replicas: TestApp[] = [];

  beforeEach(async () => {
    place = await createTestDatabase('postgres');
    slack = await startFakeSlack();
    discord = await startFakeDiscord();
  });
  afterEach(async () => {
    for (const replica of replicas.splice(0)) await replica.stop();
    await slack.close();
    await discord.close();
    await place.remove();
  });

  async function start(env: Record<string, string> = {}): Promise<TestApp> {
    const tokens = {
      ...providerEnv,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_API_URL: slack.url,
      SLACK_RATE: 'off',
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.url,
      BATCH_AFTER: 'off',
    };
    const replica = await startApp({ ...tokens, ...env }, { place });
    replicas.push(replica);
    return replica;
  }

  async function watch({ core }: TestApp, addresses: readonly string[]): Promise<void> {
    await core.database.db.transaction().execute(async tx => {
      for (const address of addresses) await putChannel(tx, { address, rules });
    });
  }

  test('tell every event once and in order, whichever of them it came to', async () => {
    const [one, two] = [await start(), await start()];
    const channels = ['C1', 'C2', 'C3', 'C4'];
    await watch(one, [
      ...channels.map(channel => `slack:${slack.team}/${channel}`),
      `discord:800000000000000001/${discordChannel}`,
    ]);
    const names = callers(40);
    for (const [at, name] of names.entries()) await missedCalls((at % 2 ? one : two).app.url, [name]);
    await Promise.all([one.app.settled(), two.app.settled()]);
    for (const channel of channels) expect(callersIn(slack.read(channel))).toEqual(names);
    expect(callersIn(discord.read(discordChannel))).toEqual(names);
  });

  test('one that stops hands its lanes over, in order', async () => {
    const one = await start();
    const address = `slack:${slack.team}/C1`;
    await watch(one, [address]);
    const posted = () => slack.messages('C1').length;
    slack.trouble = ({ method }) => (method === 'chat.postMessage' && posted() >= 10 ? { status: 500 } : undefined);
    const names = callers(30);
    await missedCalls(one.app.url, names);
    await expect.poll(posted).toBe(10);
    const two = await start();
    const { db } = two.core.database;
    const owner = async () => {
      const lease = db.selectFrom('leases').select('owner').where('name', '=', address);
      return (await lease.executeTakeFirstOrThrow()).owner;
    };
    const before = await owner();
    replicas.splice(replicas.indexOf(one), 1);
    await one.stop();
    slack.trouble = undefined;
    await two.app.settled();
    expect([before, await owner()]).toEqual([expect.any(String), expect.any(String)]);
    expect(await owner()).not.toBe(before);
    expect(callersIn(slack.read('C1'))).toEqual(names);
    expect(await listDeliveries(db, { state: 'sent', limit: 100 })).toHaveLength(30);
  });

  test('a limit of the whole platform that one meets holds the other too', async () => {
    const [one, two] = [await start(), await start()];
    await watch(one, [`slack:${slack.team}/C1`]);
    discord.next('POST', { retryAfter: 2, global: true });
    await watch(one, [`discord:800000000000000001/${discordChannel}`]);
    await missedCalls(one.app.url, callers(1));
    await expect.poll(() => discord.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
    // The other serves a channel that the first has never seen.
    await expect.poll(() => two.logged.join()).toContain('waiting for a platform limit');
    await watch(two, ['discord:800000000000000001/700000000000000002']);
    await missedCalls(two.app.url, callers(1, 1));
    await Promise.all([one.app.settled(), two.app.settled()]);
    const [refused, ...later] = discord.requests.filter(({ method }) => method === 'POST');
    expect(later.length).toBeGreaterThan(1);
    for (const { at } of later) expect(at - (refused?.at ?? 0)).toBeGreaterThanOrEqual(2000);
  });

  test('a rule that changes holds for both at once', async () => {
    const [one, two] = [await start(), await start()];
    await watch(one, [`slack:${slack.team}/C1`]);
    await missedCalls(two.app.url, callers(1));
    const address = `slack:${slack.team}/C1`;
    await putChannel(one.core.database.db, { address, rules: [{ on: '*', do: 'ignore' }] });
    await missedCalls(two.app.url, callers(1, 1));
    await missedCalls(one.app.url, callers(1, 2));
    await Promise.all([one.app.settled(), two.app.settled()]);
    expect(callersIn(slack.read('C1'))).toEqual(callers(1));
  });

  test('one holds the Discord gateway, and the other takes it when that one is gone', async () => {
    const one = await start();
    await expect.poll(() => discord.gateway.identified).toBe(1);
    const two = await start();
    await expect.poll(() => two.logged.join()).toContain('another process holds the connection');
    expect(discord.gateway.identified).toBe(1);
    replicas.splice(replicas.indexOf(one), 1);
    await one.stop();
    await expect.poll(() => discord.gateway.identified).toBe(2);
    expect(discord.gateway.connections).toBe(1);
  });
});
