/** The app as a process of its own, for fuzz.slow.test.ts: `node --expose-gc fuzzed.ts '<environment as JSON>'`. */
import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';

/** Messages of the process: first its URL, then its state on each request. */
export interface Standing {
  url: string;
  /** Bytes in use when everything that can be collected is. */
  memory: number;
  /** Logged errors. */
  errors: string[];
}

const errors: string[] = [];
const keepErrors = (line: string) => {
  if (JSON.parse(line).level >= 50 && errors.length < 10) errors.push(line);
};
const config = readConfig(JSON.parse(process.argv[2] as string));
const app = await createApp(config, { log: pino({ level: 'info' }, { write: keepErrors }) });

/** The least of several looks, until five in a row see no less: what is on its way for a moment longer is no growth. */
async function stand(): Promise<Standing> {
  await app.settled();
  let memory = Number.POSITIVE_INFINITY;
  for (let inVain = 0; inVain < 5; inVain++) {
    await delay(50);
    globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    if (heapUsed + arrayBuffers < memory - 1000) inVain = 0;
    memory = Math.min(memory, heapUsed + arrayBuffers);
  }
  return { url: app.url, memory, errors };
}

process.on('message', async () => process.send?.(await stand()));
process.on('disconnect', () => app.stop().then(() => process.exit()));
process.send?.(await stand());
