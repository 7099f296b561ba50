/** The real app for a test: on a free port, with a store of its own, and what it logs kept in memory. */
import { pino } from 'pino';
import { type App, type AppOptions, createApp } from '../src/app.ts';
import { type Config, readConfig } from '../src/config.ts';
import type { Backoff } from '../src/delivery/backoff.ts';
import { demoChannels } from '../src/demo/demo-channels.ts';
import { type Core, openCore } from '../src/operations/core.ts';
import type { DatabaseKind } from '../src/store/tables.ts';
import { createTestDatabase, type TestDatabase } from './databases.ts';

/** Failures are over in no time. */
export const fastBackoff: Backoff = { base: 1, cap: 20 };

export interface TestApp {
  app: App;
  config: Config;
  /** The same store, as another process sees it. */
  core: Core;
  /** Every line that was logged, JSON; what production cuts out by name is still in it. */
  logged: string[];
  /** The lines for people on a terminal: the link to the console. */
  printed: string[];
  stop(): Promise<void>;
}

/**
 * `env` as a .env file has it, without HOST, PORT and DATABASE_URL. `prepare` fills the store before the app opens it;
 * `place` is a store that several apps share, and that the test removes. With a token the store gets no preview channels
 * unless `previews` says so: a test counts what its own channels get.
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
