/** import, with export and diff; and the import at the server's start. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { importConfigFile } from '../../src/app/import-config-file.ts';
import { startApp } from '../app-harness.ts';
import { openTestCore } from '../databases.ts';
import { callboardYaml } from './callboard-yaml.ts';
import { lines, openCli } from './cli-harness.ts';

test('export writes the imported file back unchanged, and diff lists the changes of an import', async () => {
  const cli = openCli();
  writeFileSync(join(cli.folder, 'one.yaml'), callboardYaml);
  const first = await cli.run('import', 'one.yaml');
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toContain('slack:T0123/C0456\n  + channel\n  + timezone Europe/London\n');
  expect(lines(first.out).at(-1)).toBe('✓ Imported 2 channels: 4 rules added, 1 setting saved, 1 template saved.');

  expect((await cli.run('export', 'two.yaml')).out).toBe('');
  expect(statSync(join(cli.folder, 'two.yaml')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(cli.folder, 'two.yaml'), 'utf8')).toBe(callboardYaml);
  expect((await cli.run('import', 'two.yaml')).out).toBe('✓ Already up to date.\n');

  writeFileSync(join(cli.folder, 'two.yaml'), callboardYaml.replace('Europe/London', 'Asia/Tokyo'));
  expect((await cli.run('diff', 'two.yaml')).out).toBe(
    'slack:T0123/C0456\n  ~ timezone Europe/London\n      → Asia/Tokyo\n',
  );
  expect(await cli.json('diff', 'two.yaml')).toEqual([
    { sign: '~', of: 'slack:T0123/C0456', what: 'timezone', before: 'Europe/London', after: 'Asia/Tokyo' },
  ]);
  const [exported] = await cli.json('export');
  expect(exported).toMatchObject({ channels: { 'slack:T0123/C0456': { timezone: 'Europe/London' } } });
});

test('a file imported at start has its warnings in the log', async () => {
  const { folder } = openCli();
  const quiet = 'quiet: [{ days: Mon-Fri }]\n    rules:\n      - { on: call.missed, digest: 1h,';
  const path = join(folder, 'start.yaml');
  writeFileSync(path, callboardYaml.replace('rules:\n      - { on: call.missed,', quiet));
  const { logged, stop } = await startApp({ CALLBOARD_CONFIG: path });
  onTestFinished(stop);
  for (const warning of [': quiet has no effect yet', ', rule 1: digest has no effect yet']) {
    expect(logged.map(line => JSON.parse(line).reason)).toContainEqual(
      expect.stringMatching(new RegExp(`^slack:T0123/C0456${warning}`)),
    );
  }
});

test('an error of the file that every start imports names the setting', async () => {
  const core = await openTestCore();
  const load = importConfigFile(core, '/nowhere/callboard.yaml', pino({ level: 'silent' }));
  await expect(load).rejects.toThrow('CALLBOARD_CONFIG: File /nowhere/callboard.yaml not found.');
});
