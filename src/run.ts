/** Runs the app until SIGINT or SIGTERM, then stops it gracefully. */
import type { App } from './app.ts';

/** A stop that takes longer, in milliseconds, is cut short: what is in flight is found again at the next start. */
const patience = 10_000;

/** Prints why it could not start in plain words and exits with 1. */
export async function runUntilSignal(open: () => Promise<App>): Promise<void> {
  let app: App;
  try {
    app = await open();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
  const stop = () => {
    setTimeout(() => process.exit(1), patience).unref();
    app.stop().then(
      () => process.exit(0),
      error => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}
