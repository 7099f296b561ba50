/** Every trigger of every provider, from its webhook over HTTP to what people read in Slack and Discord. */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { applyFile, readConfigFile } from '../../src/operations/import-export.ts';
import { providers } from '../../src/sources/providers/index.ts';
import { startApp, type TestApp } from '../app-harness.ts';
import { type FakeDiscord, startFakeDiscord } from '../fakes/discord/index.ts';
import { readComponents } from '../fakes/discord/read.ts';
import { type FakeSlack, startFakeSlack } from '../fakes/slack/index.ts';
import { messageText } from '../fakes/slack/read.ts';
import { allTriggers, providerEnv, send } from './providers.ts';

const slackChannel = 'C0456';
const discordChannel = '300000000000000002';
const file = new URL('callboard.yaml', import.meta.url).pathname;
/** The moment of receipt, which a message shows where the provider says none. */
const received = Date.parse('2026-11-21T09:30:00Z');

let slack: FakeSlack;
let discord: FakeDiscord;
let running: TestApp;
let posted: string[] = [];

beforeAll(async () => {
  [slack, discord] = await Promise.all([startFakeSlack(), startFakeDiscord()]);
  const env = {
    ...providerEnv,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_API_URL: slack.url,
    SLACK_RATE: 'off',
    BATCH_AFTER: 'off',
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.url,
  };
  running = await startApp(env, {
    clock: () => received,
    posted: ({ eventId, channel }) => void posted.push(`${eventId} ${channel}`),
  });
  await applyFile(running.core, await readConfigFile(running.core, file), 'cli');
});

afterAll(async () => {
  await running?.stop();
  await Promise.all([slack?.close(), discord?.close()]);
});

beforeEach(async () => {
  posted = [];
  // The documents' samples share session ids across triggers that no one session would have. Each is posted alone, its
  // body untouched: what came before it is taken out of its session.
  await running.core.database.db.updateTable('events').set({ subject: null }).execute();
});

test.each(allTriggers)('$provider $trigger matches its golden text', async ({ provider, trigger }) => {
  const answer = await send(running.app.url, provider, providers[provider].sample(trigger));
  expect(answer.status).toBe(200);
  const { status, id } = await answer.json();
  expect(status).toBe('accepted');

  const owed = [`slack:T0123/${slackChannel}`, `discord:300000000000000001/${discordChannel}`];
  await vi.waitFor(() => expect(posted).toEqual(expect.arrayContaining(owed.map(channel => `${id} ${channel}`))), {
    timeout: 30_000,
    interval: 5,
  });
  const inSlack = slack.messages(slackChannel).at(-1);
  const inDiscord = discord.messages(discordChannel).at(-1);
  const read = `slack:\n${messageText(inSlack?.body ?? {})}\n\ndiscord:\n${readComponents(inDiscord?.body.components ?? [])}\n`;
  await expect(read).toMatchFileSnapshot(`golden/${provider}/${trigger}.txt`);
});

test('each event is posted exactly once', () => {
  expect(slack.messages(slackChannel)).toHaveLength(allTriggers.length);
  expect(discord.messages(discordChannel)).toHaveLength(allTriggers.length);
});
