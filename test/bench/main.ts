/**
 * `npm run bench [-- name…]` measures each figure and prints it with its target. `--markdown` prints tables as well, and
 * `--write` puts them into docs/benchmarks.md. `--before` names a checkout of an earlier commit.
 */
import { readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
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
import { setBefore } from './servers/contestants.ts';
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

/** Those with a table of their own; all others share the table of results. */
const ownTables: Record<string, string> = { stages: 'Where the time goes', hostile: 'Hostile inputs' };

const { values: options, positionals } = parseArgs({
  options: { before: { type: 'string' }, markdown: { type: 'boolean' }, write: { type: 'boolean' } },
  allowPositionals: true,
});
if (options.before !== undefined) setBefore(resolve(options.before));
const names = positionals.length > 0 ? positionals : Object.keys(measures);
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
const machine = `${cpus().length} × ${cpu?.model}, ${Math.round(totalmem() / 1e9)} GB, Node ${process.versions.node}`;
console.error(`${machine}, load ${loadavg()[0]?.toFixed(2)}\n`);

const results: Figure[] = [];
const tables: string[] = [];
for (const name of names) {
  const figures = await measures[name]?.().catch(error => {
    console.error(`${name} failed: ${error.stack}`);
    process.exitCode = 1;
  });
  for (const figure of figures ?? []) console.error(writeRow(figure));
  const title = ownTables[name];
  if (!title) results.push(...(figures ?? []));
  else if (figures) tables.push(`### ${title}\n\n${writeMarkdown(figures)}`);
}
const day = new Date().toISOString().slice(0, 10);
const shared = results.length > 0 ? [writeMarkdown(results)] : [];
const markdown = [`Machine: ${machine}, on ${day}.`, ...shared, ...tables].join('\n\n');
if (options.markdown) console.log(markdown);
if (options.write) writeInto(join(import.meta.dirname, '../../docs/benchmarks.md'), markdown);

/** Replaces the text between the two comments of the page. */
function writeInto(path: string, text: string): void {
  const page = readFileSync(path, 'utf8');
  const [begin, end] = ['<!-- measured -->', '<!-- /measured -->'];
  if (!page.includes(begin) || !page.includes(end)) throw new Error(`${path} has no ${begin}.`);
  writeFileSync(
    path,
    `${page.slice(0, page.indexOf(begin) + begin.length)}\n\n${text}\n\n${page.slice(page.indexOf(end))}`,
  );
}
