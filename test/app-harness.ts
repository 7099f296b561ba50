/** The real app for a test: on a free port, with its own database, alone or with one channel on a fake platform. */
import { pino } from 'pino';
import { type App, type AppOptions, createApp } from '../src/app.ts';
import { type Config, readConfig } from '../src/config.ts';
import type { Backoff } from '../src/delivery/backoff.ts';
import { demoChannels } from '../src/demo/demo-channels.ts';
import { type Core, openCore } from '../src/operations/core.ts';
import { putChannel } from '../src/store/settings/channels.ts';
import type { DatabaseKind } from '../src/store/tables.ts';
import { createTestDatabase, type TestDatabase } from './databases.ts';
import { providerEnv } from './e2e/providers.ts';
import { type FakeDiscord, startFakeDiscord } from './fakes/discord/index.ts';
import { type FakeSlack, startFakeSlack } from './fakes/slack/index.ts';

/** The events of tests are of any day, so they stay. */
const noRetention = { RETENTION_DAYS: 'off', RAW_RETENTION_DAYS: 'off' };

/** Retries come almost at once. */
const fastBackoff: Backoff = { base: 1, cap: 20 };

export interface TestApp {
  app: App;
  config: Config;
  /** The same database, opened again as another process would. */
  core: Core;
  /** Every log line, JSON, without production's redaction. */
  logged: string[];
  /** The lines for a terminal: the link to the console. */
  printed: string[];
  /** Stops the app, and removes its database unless the test brought one. Another call waits for the first. */
  stop(): Promise<void>;
}

interface TestAppOptions extends Partial<AppOptions> {
  /** SQLite by default. */
  kind?: DatabaseKind;
  /** Fills the database before the app opens it. */
  prepare?: (core: Core) => Promise<void>;
  /** A database that several apps share. The test removes it. */
  place?: TestDatabase;
}

/**
 * Starts the app. `env` has settings as in a .env file, without HOST, PORT and DATABASE_URL. With a token there are no
 * preview channels unless `previews` lists them, so that tests count only their own channels.
 */
export async function startApp(
  env: Record<string, string> = {},
  {
    kind = 'sqlite',
    prepare,
    place: shared,
    previews = env.SLACK_BOT_TOKEN || env.DISCORD_TOKEN ? [] : demoChannels,
    ...options
  }: TestAppOptions = {},
): Promise<TestApp> {
  const place = shared ?? (await createTestDatabase(kind));
  const config = readConfig({ ...noRetention, ...env, PORT: '0', DATABASE_URL: place.url });
  const logged: string[] = [];
  const printed: string[] = [];
  const printLink = (line: string) => void printed.push(line);
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  const core = await openCore(place.url);
  await prepare?.(core);
  const app = await createApp(config, { log, backoff: fastBackoff, previews, printLink, ...options });
  async function stop(): Promise<void> {
    await app.stop();
    await core.close();
    if (!shared) await place.remove();
  }
  let stopped: Promise<void> | undefined;
  return {
    app,
    config,
    core,
    logged,
    printed,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

export interface SlackApp extends TestApp {
  slack: FakeSlack;
  /** `C1` */
  channel: string;
}

/** Starts an app with a Slack channel that posts every event. `SLACK_RATE` is off, so that tests don't wait for it. */
export async function onSlack(env: Record<string, string> = {}, options: TestAppOptions = {}): Promise<SlackApp> {
  const slack = await startFakeSlack();
  const tokens = { SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.url, SLACK_RATE: 'off' };
  const prepare = (core: Core) => postEverything(core, `slack:${slack.team}/C1`);
  const test = await startApp({ ...tokens, ...providerEnv, ...env }, { ...options, prepare });
  return { ...test, slack, channel: 'C1', stop: () => test.stop().then(slack.close) };
}

export interface DiscordApp extends TestApp {
  discord: FakeDiscord;
  channel: string;
}

/** Starts an app with a Discord channel that posts every event. */
export async function onDiscord(env: Record<string, string> = {}, options: TestAppOptions = {}): Promise<DiscordApp> {
  const discord = await startFakeDiscord();
  const channel = '700000000000000001';
  const tokens = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url };
  const prepare = (core: Core) => postEverything(core, `discord:800000000000000001/${channel}`);
  const test = await startApp({ ...tokens, ...providerEnv, ...env }, { ...options, prepare });
  return { ...test, discord, channel, stop: () => test.stop().then(discord.close) };
}

function postEverything({ database }: Core, address: string): Promise<void> {
  return database.db
    .transaction()
    .execute(async tx => void (await putChannel(tx, { address, rules: [{ on: '*', do: 'post' }] })));
}
