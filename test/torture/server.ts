/** The real server as `npm start` runs it, but with short retries: a torture run has minutes, not days. */
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { runUntilSignal } from '../../src/run.ts';
import { tortureCards } from './cards.ts';
import { tortureTimers } from './timers.ts';

// The server must not outlive the run.
process.once('disconnect', () => process.exit(1));

await runUntilSignal(async () => {
  const config = readConfig();
  const backoff = { base: 20, cap: 500 };
  // Without preview channels, since the run counts the messages of its own.
  const log = await createLog(config.logLevel);
  return createApp(config, {
    log,
    backoff,
    probeEvery: 200,
    previews: [],
    timers: { ...tortureTimers, ...tortureCards },
  });
});
