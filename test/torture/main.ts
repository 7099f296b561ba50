/** `npm run torture`: exits with 1 when anything was lost, doubled or out of order. */
import { readOptions, usage } from './options.ts';
import { countOffences, describeOutcome } from './report.ts';
import { torture } from './run.ts';

function readOrExplain() {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exit(2);
  }
}

// On a signal, process.exit() runs the exit handlers, which end the child processes.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
const outcome = await torture(readOrExplain(), console.log);
for (const line of describeOutcome(outcome)) console.log(line);
process.exit(countOffences(outcome) === 0 ? 0 : 1);
