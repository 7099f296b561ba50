/** The real app for a test: on a free port, with its own database, and with its log in memory. */
import { pino } from 'pino';
import { type App, type AppOptions, createApp } from '../src/app.ts';
import { type Config, readConfig } from '../src/config.ts';
import type { Backoff } from '../src/delivery/backoff.ts';
import { demoChannels } from '../src/demo/demo-channels.ts';
import { type Core, openCore } from '../src/operations/core.ts';
import type { DatabaseKind } from '../src/store/tables.ts';
import { createTestDatabase, type TestDatabase } from './databases.ts';

/** Retries come almost at once. */
export const fastBackoff: Backoff = { base: 1, cap: 20 };

export interface TestApp {
  app: App;
  config: Config;
  /** The same database, opened again as another process would. */
  core: Core;
  /** Every log line, JSON, without production's redaction. */
  logged: string[];
  /** The lines for a terminal: the link to the console. */
  printed: string[];
  stop(): Promise<void>;
}

/**
 * Starts the app. `env` has settings as in a .env file, without HOST, PORT and DATABASE_URL. `prepare` fills the database
 * before the app opens it. `place` is a database that several apps share and the test removes. With a token there are no
 * preview channels unless `previews` lists them, so that tests count only their own channels.
 */
export async function startApp(
  env: Record<string, string>,
  {
    kind = 'sqlite',
    prepare,
    place: shared,
    previews = env.SLACK_BOT_TOKEN || env.DISCORD_TOKEN ? [] : demoChannels,
    ...options
  }: Partial<AppOptions> & {
    kind?: DatabaseKind;
    prepare?: (core: Core) => Promise<void>;
    place?: TestDatabase;
  } = {},
): Promise<TestApp> {
  const place = shared ?? (await createTestDatabase(kind));
  const config = readConfig({ ...env, PORT: '0', DATABASE_URL: place.url });
  const logged: string[] = [];
  const printed: string[] = [];
  const printLink = (line: string) => void printed.push(line);
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  const core = await openCore(place.url);
  await prepare?.(core);
  const app = await createApp(config, { log, backoff: fastBackoff, previews, printLink, ...options });
  return {
    app,
    config,
    core,
    logged,
    printed,
    async stop() {
      await app.stop();
      await core.close();
      if (!shared) await place.remove();
    },
  };
}
