/** backtest. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lines, openCli } from './cli-harness.ts';

test('a period without events is named, and the file is not recommended', async () => {
  const cli = openCli();
  await cli.createStore();
  writeFileSync(join(cli.folder, 'rules.yaml'), 'channels:\n  preview:demo/calls: { rules: [{ on: "*" }] }\n');
  const { code, err } = await cli.onTerminal('backtest rules.yaml --since 1m');
  expect({ code, err }).toEqual({ code: 0, err: 'No events in this period. Try a longer --since.\n' });
});

test('a broken file has the same layout as for check and import', async () => {
  const cli = openCli();
  await cli.createStore();
  writeFileSync(join(cli.folder, 'rules.yaml'), 'channels:\n  preview:demo/calls: { rules: [{ do: ignore }] }\n');
  const { code, err } = await cli.run('backtest', 'rules.yaml');
  expect(code).toBe(1);
  expect(lines(err)).toEqual([
    '✗ rules.yaml has 1 problem.',
    '  rules.yaml:2:33: preview:demo/calls, rule 1, on: Missing. Add event types, e.g. on: call.missed',
  ]);
});
