/** Commands run as separate processes. */
import { execFileSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { openCli } from './cli-harness.ts';

test('processes that open a new store at once all succeed', async () => {
  const cli = openCli();
  const results = await Promise.all([1, 2, 3, 4].map(() => cli.spawn('console-link')));
  for (const result of results) expect(result).toMatchObject({ code: 0, err: '' });
});

test('a separate process prints the same and exits with the same code', async () => {
  const cli = openCli();
  const results = await Promise.all([cli.spawn('events', '--limit', '0'), cli.spawn('events', '--typ', 'x')]);
  expect(results).toEqual([await cli.run('events', '--limit', '0'), await cli.run('events', '--typ', 'x')]);
  expect(results).toEqual([expect.objectContaining({ code: 1 }), expect.objectContaining({ code: 1 })]);
});

test("the package's command runs on any Node that the machine has", () => {
  // Without the folders that npm adds, `node` is the machine's own.
  const path = (process.env.PATH ?? '').split(delimiter).filter(folder => !folder.includes('node_modules'));
  const bin = join(import.meta.dirname, '../../bin/callboard.js');
  const env = { PATH: path.join(delimiter) };
  expect(execFileSync(bin, ['why', '--help'], { env, encoding: 'utf8' })).toMatch(/^Usage: callboard why /);
});
