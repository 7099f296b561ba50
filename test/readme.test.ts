import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withTables } from '../scripts/docs.ts';
import { variableNames } from '../src/config.ts';
import { loadBuiltins } from '../src/messages/builtins.ts';
import { checkTemplate } from '../src/messages/check.ts';
import { findKind } from '../src/platforms/index.ts';
import { compile } from '../src/rules/condition.ts';
import { parseFile } from '../src/rules/file/parse.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

test('the generated tables are as npm run docs writes them', () => {
  expect(withTables(readme)).toBe(readme);
});

test('the table of the environment has every variable', () => {
  const table = readme.slice(readme.indexOf('### Environment'), readme.indexOf('### HTTP'));
  for (const name of variableNames) expect(table).toContain(`\`${name}\``);
});

test('the example of callboard.yaml is right', () => {
  const text = /```yaml\n(# callboard\.yaml\n[\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const parsed = parseFile(text, {
    templates: [...loadBuiltins().keys()],
    checkAddress: address => {
      const known = findKind(address)?.checkAddress(address.slice(address.indexOf(':') + 1));
      return known ? { ok: true } : { ok: false, problem: 'no address' };
    },
    checkMention: (address, mention) => findKind(address)?.checkMention(mention) ?? { ok: true },
    checkTemplate: (_name, template) => checkTemplate(template),
  });
  expect(parsed).toMatchObject({ ok: true, file: { templates: { 'long-meeting': { color: 'blue' } } } });
});

test('the examples of conditions are right', () => {
  const conditions = /```\n(call\.kind[\s\S]*?)\n```/.exec(readme)?.[1]?.split('\n') ?? [];
  expect(conditions).toHaveLength(3);
  for (const condition of conditions) expect(compile(condition), condition).toMatchObject({ ok: true });
});
