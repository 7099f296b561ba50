/** import, export, check and diff as people run them. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startApp } from '../app.ts';
import { lines, openCli } from './run.ts';

const file = `channels:
  discord:123456789012345678/123456789012345679:
    rules:
      - { on: "message.*", do: ignore }
      - { on: "*" }
  slack:T0123/C0456:
    timezone: Europe/London
    rules:
      - { on: call.missed, if: 'call.kind == "video"', mention: [ "<!here>" ] }
      - { on: [ call.missed, meeting.ended ], template: short }
templates:
  short:
    title: "{{meaning}}"
    color: blue
    body: |
      {{person call.caller "Somebody"}} called.
      That is all.
`;

test('what is imported comes out the same, and diff tells what an import would change', async () => {
  const cli = openCli();
  writeFileSync(join(cli.folder, 'one.yaml'), file);
  const first = await cli.run('import', 'one.yaml');
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toContain('slack:T0123/C0456\n  + channel\n  + timezone Europe/London\n');
  expect(lines(first.out).at(-1)).toBe('✓ Imported: 2 channels, 4 rules added, 1 setting saved, 1 template saved');

  expect((await cli.run('export', 'two.yaml')).out).toBe('');
  expect(statSync(join(cli.folder, 'two.yaml')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(cli.folder, 'two.yaml'), 'utf8')).toBe(file);
  expect((await cli.run('import', 'two.yaml')).out).toBe('✓ No changes: everything is as the file says.\n');

  writeFileSync(join(cli.folder, 'two.yaml'), file.replace('Europe/London', 'Asia/Tokyo'));
  expect((await cli.run('diff', 'two.yaml')).out).toBe(
    'slack:T0123/C0456\n  ~ timezone Europe/London\n      → Asia/Tokyo\n',
  );
  expect(await cli.json('diff', 'two.yaml')).toEqual([
    { sign: '~', of: 'slack:T0123/C0456', what: 'timezone', before: 'Europe/London', after: 'Asia/Tokyo' },
  ]);
  const [exported] = await cli.json('export');
  expect(exported).toMatchObject({ channels: { 'slack:T0123/C0456': { timezone: 'Europe/London' } } });
});

test('a broken file: every problem with line and column, and nothing of it is imported', async () => {
  const cli = openCli();
  const broken = file.replace('on: "*" }', 'on: meting.ended }').replace('call.kind', 'call.knd');
  writeFileSync(join(cli.folder, 'broken.yaml'), broken);
  const type = 'channels.discord:123456789012345678/123456789012345679.rules[1].on: Unknown event type "meting.ended"';
  const field = 'channels.slack:T0123/C0456.rules[0].if: Unknown field call.knd';

  const checked = await cli.run('check', 'broken.yaml');
  expect(checked).toMatchObject({ code: 1, err: '✗ broken.yaml has 2 problems.\n' });
  expect(lines(checked.out)).toEqual([
    `broken.yaml:5:15: ${type}. Did you mean "meeting.ended"?`,
    `broken.yaml:9:38: ${field}. Did you mean "call.kind"?`,
  ]);

  const json = await cli.run('check', 'broken.yaml', '--json');
  expect(json.code).toBe(1);
  expect(lines(json.out).map(line => JSON.parse(line))).toEqual([
    { line: 5, column: 15, message: type, suggestion: 'meeting.ended' },
    { line: 9, column: 38, message: field, suggestion: 'call.kind' },
  ]);

  const imported = await cli.run('import', 'broken.yaml');
  expect(imported).toMatchObject({ code: 1, out: '' });
  expect(imported.err).toBe(
    `✗ broken.yaml has 2 problems. Nothing was imported.\n  broken.yaml:5:15: ${type}. Did you mean "meeting.ended"?\n  broken.yaml:9:38: ${field}. Did you mean "call.kind"?\n`,
  );
  expect(await cli.json('export')).toEqual([{ channels: {}, templates: {} }]);
});

test('rules that never decide and types named needlessly are said, too', async () => {
  const cli = openCli();
  writeFileSync(join(cli.folder, 'idle.yaml'), file.replace('"*" }', '[ message.sent, "message.*" ] }'));
  const address = 'discord:123456789012345678/123456789012345679';
  expect((await cli.run('check', 'idle.yaml')).err).toBe(
    [
      `warning: ${address} rule 2: message.sent is redundant: message.* already includes it\n`,
      `warning: ${address} rule 2: never matches: rule 1 catches the same events first\n`,
    ].join(''),
  );
});

test('what would surprise in a template is said as in chat, and what it cannot have is an error', async () => {
  const cli = openCli();
  const odd = file.replace('{{meaning}}', `@{{call.caller.name}} ${'long '.repeat(100)}`);
  writeFileSync(join(cli.folder, 'odd.yaml'), odd.replace('That is all.', '<!here>'));
  const told = [
    'warning: template short: Remove the @ before {{…}}: ',
    "warning: template short: <!here> won't ping anyone from a template. ",
    'warning: template short: Discord will cut off the title.',
  ];
  for (const command of ['check', 'import']) {
    const { code, err } = await cli.run(command, 'odd.yaml');
    expect(code).toBe(0);
    expect(lines(err).map((line, at) => line.slice(0, told[at]?.length))).toEqual(told);
  }
  writeFileSync(join(cli.folder, 'odd.yaml'), file.replace('{{meaning}}', '{{call.caller.nam}}'));
  expect((await cli.run('check', 'odd.yaml')).out).toContain('Did you mean "call.caller.name"?');
});

test('a file that is applied at start has its notes in the log', async () => {
  const { folder } = openCli();
  const quiet = 'quiet: [{ days: Mon-Fri }]\n    rules:\n      - { on: call.missed, digest: 1h,';
  const path = join(folder, 'start.yaml');
  writeFileSync(path, file.replace('rules:\n      - { on: call.missed,', quiet));
  const { logged, stop } = await startApp({ CALLBOARD_CONFIG: path });
  onTestFinished(stop);
  for (const kept of [': quiet has no effect yet', ' rule 1: digest has no effect yet']) {
    expect(logged.map(line => JSON.parse(line).reason)).toContainEqual(
      expect.stringMatching(new RegExp(`^slack:T0123/C0456${kept}`)),
    );
  }
});

test('a right file with settings that do nothing yet says so, beside what is printed', async () => {
  const cli = openCli();
  writeFileSync(join(cli.folder, 'later.yaml'), file.replace('do: ignore', 'urgent: true, show: card'));
  const address = 'discord:123456789012345678/123456789012345679';
  expect(await cli.run('check', 'later.yaml')).toEqual({
    code: 0,
    out: '✓ later.yaml is valid (2 channels, 4 rules, 1 template)\n',
    err: [
      `warning: ${address} rule 1: urgent has no effect yet: quiet hours aren't available\n`,
      `warning: ${address} rule 1: show: card has no effect yet: each event is posted as a new message\n`,
    ].join(''),
  });
});
