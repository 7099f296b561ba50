/** Commands, settings, files and conditions that the README and docs/ name exist and work. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { typedCommands } from '../../src/chat/commands.ts';
import { createProgram } from '../../src/cli/program.ts';
import { variableNames } from '../../src/config.ts';
import { compile } from '../../src/rules/condition/condition.ts';
import { openCli } from '../cli/cli-harness.ts';
import { codeBlocks, codeOf, findPage, pages } from './pages.ts';

const code = pages.map(({ path, text }) => ({ path, code: codeOf(text) }));

describe('commands', () => {
  test('of npm exist in package.json', () => {
    const wrong = inCode(/\bnpm run ([\w:]+)/g, name => Object.hasOwn(packageJson.scripts, name));
    expect(wrong).toEqual([]);
  });

  test('of callboard exist with the options they are shown with', () => {
    const lines = inCode(/(?:\bnpm run callboard -- |\bnpx callboard |^(?:\$ )?callboard )(.*)$/gm, isCommand);
    expect(lines).toEqual([]);
    expect(isCommand('deliveries --state failed')).toBe(true);
    expect(isCommand('delivery --state failed')).toBe(false);
    expect(isCommand('deliveries --status failed')).toBe(false);
  });

  test('in the cheat sheet of the README exist', () => {
    const readme = findPage('README.md');
    const sheet = readme.slice(readme.indexOf('## CLI cheat sheet'), readme.indexOf('## Limits'));
    const rows = [...sheet.matchAll(/^\| (`.*`) \|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)]);
    expect(rows.length).toBeGreaterThan(10);
    expect(rows.map(([, line = '']) => line).filter(line => !isCommand(line))).toEqual([]);
  });

  test('of chat exist', () => {
    const names = typedCommands.map(({ name }) => name);
    expect(inCode(/\/callboard ([a-z]+)/g, name => names.includes(name))).toEqual([]);
  });
});

test('every setting that the pages name exists', () => {
  const others = ['CALLBOARD_NO_SKIP', 'TEST_DATABASE_URL', 'NO_COLOR'];
  const known = [...variableNames, ...others, 'FOLD_AFTER'];
  expect(inCode(/\b([A-Z]+(?:_[A-Z]+)+)\b/g, name => known.includes(name))).toEqual([]);
});

test('every setting is in the configuration page', () => {
  for (const name of variableNames) expect(findPage('docs/configuration.md')).toContain(`\`${name}\``);
});

test('every callboard.yaml passes callboard check without a warning', async () => {
  const files = pages.flatMap(({ text }) => codeBlocks(text, 'yaml'));
  expect(files.length).toBeGreaterThan(12);
  const cli = openCli();
  for (const file of files) {
    writeFileSync(join(cli.folder, 'callboard.yaml'), file);
    const { code, out, err } = await cli.run('check', 'callboard.yaml');
    expect({ code, err }, `${file}\n${out}`).toEqual({ code: 0, err: '' });
  }
});

test('the examples of conditions compile', () => {
  const [block = ''] = codeBlocks(findPage('docs/rules.md'), '');
  const conditions = block.trim().split('\n');
  expect(conditions).toHaveLength(3);
  for (const condition of conditions) expect(compile(condition), condition).toMatchObject({ ok: true });
});

/** Matches of the pattern's group in code that `accept` rejects, each with its page. */
function inCode(pattern: RegExp, accept: (found: string) => boolean): string[] {
  return code.flatMap(({ path, code }) =>
    [...code.matchAll(pattern)].flatMap(([, found = '']) => (accept(found) ? [] : [`${path}: ${found}`])),
  );
}

/** Whether a line such as `deliveries --state failed` names a subcommand and options of it. */
function isCommand(line: string): boolean {
  const words = (line.split(/\s#/)[0] ?? '').trim().split(/\s+/);
  const program = createProgram();
  const global = words[0] === '--demo' ? words.shift() : undefined;
  const [name = '', ...rest] = words;
  if (name === '<command>' || (global !== undefined && name === '')) return true;
  const command = program.commands.find(one => one.name() === name);
  const options = rest.filter(word => word.startsWith('-')).map(word => word.split('=')[0]);
  return (
    command !== undefined &&
    options.every(flag => command.options.some(({ long, short }) => flag === long || flag === short))
  );
}
