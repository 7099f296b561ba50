/** The real server as `npm start` runs it, but sooner to try again: a torture has minutes, not days. */
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { runUntilSignal } from '../../src/run.ts';

// It must not outlive the torture.
process.once('disconnect', () => process.exit(1));

await runUntilSignal(() => {
  const config = readConfig();
  const backoff = { base: 20, cap: 500 };
  // What is sent is counted in channels of its own.
  return createApp(config, { log: createLog(config.logLevel), backoff, probeEvery: 200, previews: [] });
});
