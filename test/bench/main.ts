/** `npm run bench [-- name…] [--markdown]`: measures each figure and prints it with its target. */
import { statfsSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { measureBatching } from './batching.ts';
import { measureBurst } from './burst.ts';
import { measureFailures } from './failures.ts';
import { type Figure, writeMarkdown, writeRow } from './figures.ts';
import { measureHostile } from './hostile.ts';
import { measureIngest } from './ingest.ts';
import { measureLatency } from './latency.ts';
import { measureMemory } from './memory.ts';
import { measureMillion } from './million.ts';
import { measurePace } from './pace.ts';
import { measurePostgres } from './postgres.ts';
import { measureRouting } from './routing.ts';
import { measureSessions } from './sessions.ts';
import { measureStages } from './stages.ts';
import { measureStart } from './start.ts';

const measures: Record<string, () => Promise<Figure[]>> = {
  ingest: measureIngest,
  burst: measureBurst,
  latency: measureLatency,
  memory: measureMemory,
  start: measureStart,
  failures: measureFailures,
  sessions: measureSessions,
  million: measureMillion,
  postgres: measurePostgres,
  stages: measureStages,
  routing: measureRouting,
  pace: measurePace,
  batching: measureBatching,
  hostile: measureHostile,
};

const words = process.argv.slice(2);
const asMarkdown = words.includes('--markdown');
const named = words.filter(word => word !== '--markdown');
const names = named.length > 0 ? named : Object.keys(measures);
const unknown = names.find(name => !Object.hasOwn(measures, name));
if (unknown !== undefined) {
  console.error(`There is no measure ${unknown}; there are ${Object.keys(measures).join(', ')}.`);
  process.exit(2);
}

/** `f_type` of a file system in memory: https://man7.org/linux/man-pages/man2/statfs.2.html */
const TMPFS = 0x01021994;
if (statfsSync(tmpdir()).type === TMPFS)
  console.log(`${tmpdir()} is in memory, where a commit costs nothing: set TMPDIR to a folder on a disk.`);

// So that what waits for the exit is done: no server outlives us.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const [cpu] = cpus();
console.log(`Node ${process.versions.node}, ${cpus().length} × ${cpu?.model}, load ${loadavg()[0]?.toFixed(2)}\n`);
for (const name of names) {
  const figures = await measures[name]?.().catch(error => {
    console.error(`${name} failed: ${error.stack}`);
    process.exitCode = 1;
  });
  if (!figures || figures.length === 0) continue;
  if (asMarkdown) console.log(`### ${name}\n\n${writeMarkdown(figures)}\n`);
  else for (const figure of figures) console.log(writeRow(figure));
}
