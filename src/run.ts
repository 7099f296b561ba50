/** Runs the app until SIGINT or SIGTERM, then stops it gracefully. */
import type { App } from './app.ts';
import { readConfig } from './config.ts';
import { createLog } from './log.ts';
import { sqliteWorker } from './pipeline/sqlite-worker-url.ts';
import { describeFailure } from './store/describe-database-error.ts';
import { prestartWorker } from './store/sqlite/worker-client.ts';

/** Milliseconds for a graceful stop. After that the process exits; the next start recovers what was in flight. */
const stopTimeout = 10_000;

/** Starts the server with the environment's configuration. `prepare` completes the environment first. */
export async function serve(prepare: () => void = () => {}): Promise<void> {
  await runUntilSignal(async () => {
    prepare();
    const config = readConfig();
    if (config.databaseUrl.startsWith('sqlite:')) prestartWorker(sqliteWorker);
    const { createApp } = await import('./app.ts');
    const printLink = process.stdout.isTTY ? (line: string) => console.log(line) : undefined;
    return createApp(config, { log: await createLog(config.logLevel), printLink });
  });
}

export interface Running {
  app: App;
  /** Stops the app and ends the process. */
  stop(): void;
}

/**
 * Opens the app and stops it on a signal, which may come while it is still opening: webhooks are accepted by then. When it
 * can't start, prints the reason for people and exits with 1.
 */
export async function runUntilSignal(open: () => Promise<App>): Promise<Running> {
  const opening = open().catch(failToStart);
  const stop = () => {
    setTimeout(() => process.exit(1), stopTimeout).unref();
    opening.then(app => app.stop()).then(() => process.exit(0), failToStop);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return { app: await opening, stop };
}

function failToStart(error: unknown): never {
  console.error(describeFailure(error));
  process.exit(1);
}

function failToStop(error: unknown): never {
  console.error(error);
  process.exit(1);
}
