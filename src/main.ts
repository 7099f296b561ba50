/** `npm start`: read the configuration, build the app, stop on signals. */
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { createLog } from './log.ts';
import { runUntilSignal } from './run.ts';

await runUntilSignal(async () => {
  const config = readConfig();
  return createApp(config, { log: createLog(config.logLevel) });
});
