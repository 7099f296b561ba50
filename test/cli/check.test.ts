/** check, and the same problems and warnings on import. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { callboardYaml } from './callboard-yaml.ts';
import { lines, openCli } from './cli-harness.ts';

test('every problem of a broken file has its line and column, and nothing is imported', async () => {
  const cli = openCli();
  const broken = callboardYaml.replace('on: "*" }', 'on: meting.ended }').replace('call.kind', 'call.knd');
  writeFileSync(join(cli.folder, 'broken.yaml'), broken);
  const type = 'discord:123456789012345678/123456789012345679, rule 2, on: Unknown event type "meting.ended"';
  const field = 'slack:T0123/C0456, rule 1, if: Unknown field "call.knd"';

  const checked = await cli.run('check', 'broken.yaml');
  expect(checked).toMatchObject({ code: 1, err: '✗ broken.yaml has 2 problems.\n' });
  expect(lines(checked.out)).toEqual([
    `  broken.yaml:5:15: ${type}. Did you mean "meeting.ended"?`,
    `  broken.yaml:9:38: ${field}. Did you mean "call.kind"?`,
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

test('rules that never match and redundant types are warnings', async () => {
  const cli = openCli();
  writeFileSync(join(cli.folder, 'idle.yaml'), callboardYaml.replace('"*" }', '[ message.sent, "message.*" ] }'));
  const address = 'discord:123456789012345678/123456789012345679';
  expect((await cli.run('check', 'idle.yaml')).err).toBe(
    [
      `warning: ${address}, rule 2 never matches, because rule 1 matches the same events first\n`,
      `warning: ${address}, rule 2: message.sent isn't needed, because message.* matches it too\n`,
    ].join(''),
  );
});

test('surprising templates get the warnings that chat shows; an unknown field is an error', async () => {
  const cli = openCli();
  const surprising = callboardYaml.replace('{{meaning}}', `@{{call.caller.name}} ${'long '.repeat(100)}`);
  writeFileSync(join(cli.folder, 'surprising.yaml'), surprising.replace('That is all.', '<!here>'));
  const warnings = [
    'warning: template short: Remove the @ before {{…}}: ',
    "warning: template short: <!here> won't ping anyone from a template. ",
    'warning: template short: Discord will cut off the title.',
  ];
  for (const command of ['check', 'import']) {
    const { code, err } = await cli.run(command, 'surprising.yaml');
    expect(code).toBe(0);
    expect(lines(err).map((line, at) => line.slice(0, warnings[at]?.length))).toEqual(warnings);
  }
  writeFileSync(join(cli.folder, 'surprising.yaml'), callboardYaml.replace('{{meaning}}', '{{call.caller.nam}}'));
  expect((await cli.run('check', 'surprising.yaml')).out).toContain('Did you mean "call.caller.name"?');
});

test('a valid file gets a warning for each setting without effect, on the error output', async () => {
  const cli = openCli();
  writeFileSync(join(cli.folder, 'later.yaml'), callboardYaml.replace('do: ignore', 'urgent: true, show: card'));
  const address = 'discord:123456789012345678/123456789012345679';
  expect(await cli.run('check', 'later.yaml')).toEqual({
    code: 0,
    out: '✓ later.yaml is valid (2 channels, 4 rules, 1 template).\n',
    err: [
      `warning: ${address}, rule 1: urgent has no effect yet: quiet hours aren't available\n`,
      `warning: ${address}, rule 1: show: card has no effect yet: each event is posted as a new message\n`,
    ].join(''),
  });
});
