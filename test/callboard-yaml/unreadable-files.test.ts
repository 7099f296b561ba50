/** A callboard.yaml that YAML rejects, or reads differently than meant, gets an error that says how to write it. */
import { expect, test } from 'vitest';
import { formatFileProblem, parseFile } from '../../src/callboard-yaml/parse-file.ts';
import { yamlSentences } from '../../src/callboard-yaml/yaml-errors.ts';
import { decodeFile } from '../../src/util/decode.ts';
import { checks } from '../rules/arbitrary-rules.ts';

function problemsOf(text: string): string[] {
  const parsed = parseFile(text, checks);
  return parsed.ok ? [] : parsed.problems.map(formatFileProblem);
}

const rule = (text: string) => `channels:\n  slack:T1/C1:\n    rules:\n      - ${text}\n`;
const template = (text: string) => `templates:\n  mine:\n    body: x\n    ${text}\n`;

const alias = '. Unquoted, * starts an alias';
const comment = '. Unquoted, # starts a comment';

test.each([
  [rule('on: *'), `4:13: Write "*", with the quotes${alias}`],
  [rule('on: *.missed'), `4:13: Write "*.missed", with the quotes${alias}`],
  [rule('{ on: [ *, call.missed ] }'), `4:17: Write "*", with the quotes${alias}`],
  [
    rule('{ on: "*", mention: [ @here ] }'),
    `4:31: Write "@here", with the quotes. Unquoted, a value can't start with @`,
  ],
  [rule('on: `x`'), `4:13: Write "\`x\`", with the quotes. Unquoted, a value can't start with \``],
  [
    rule('on: "*"\n        mention: #ops'),
    `5:18: slack:T1/C1, rule 1, mention: Write "#ops", with the quotes${comment}`,
  ],
  [rule('{ on: "*", mention: #ops }'), `4:29: Write "#ops", with the quotes${comment}`],
  [rule('on: [ #ops, x ]'), `4:15: Write "#ops", with the quotes${comment}`],
  [
    rule('on: "*"\n        mention: &here'),
    '5:23: slack:T1/C1, rule 1, mention: Write "&here", with the quotes. Unquoted, & starts an anchor',
  ],
  [
    rule('on: "*"\n        mention: !here'),
    '5:18: Put the value in quotes. Unquoted, a value that starts with & or ! has a meaning in YAML',
  ],
  [
    rule('on: "*"\n        if: call.kind == "video" ? a: b'),
    '5:13: Put the value in quotes. Unquoted, a colon followed by a space starts a mapping',
  ],
  [template('title: Call #5 was missed'), `4:12: Put the whole value in quotes${comment}`],
  [template('color: #ff0000'), `4:12: Write "#ff0000", with the quotes${comment}`],
  [
    template('title: {{call.name}} called'),
    '4:13: Put the value in quotes. Unquoted, a value that starts with { is a mapping',
  ],
  [template('title: "call'), '5:1: Missing closing quote'],
  [
    'channels: {}\n---\ntemplates: {}\n',
    '2:1: Only one document per file. Delete this --- and keep one "channels:" and one "templates:"',
  ],
  ['channels:\n\tslack:T1/C1: {}\n', '2:1: Indent with spaces, not tabs'],
  [
    rule('on: "*"\n        do\u200b: ignore'),
    '5:9: slack:T1/C1, rule 1, do<U+200B>: Unknown field "do<U+200B>". Did you mean "do"?',
  ],
])('%j: %s', (text, problem) => {
  expect(problemsOf(text)).toEqual([problem]);
});

test.each([
  ['brackets', `channels: ${'['.repeat(20_000)}`],
  ['mappings', `channels: ${'{ a: '.repeat(20_000)}`],
  ['lists', `channels:\n  ${'- '.repeat(20_000)}x`],
])('deep nesting of %s is one error that says to flatten it', (_, text) => {
  expect(problemsOf(text)).toEqual([
    expect.stringMatching(/^\d+:\d+: Nested too deeply\. Flatten the lists and mappings$/),
  ]);
});

test('a comment after a space and a comment on a rule are comments', () => {
  expect(problemsOf(template('title: Call # five'))).toEqual([]);
  expect(problemsOf(rule('on: "*" #everything'))).toEqual([]);
});

test('an alias of an anchor in the file has the value of the anchor', () => {
  expect(problemsOf(rule('on: &types "*"\n      - on: *types'))).toEqual([]);
});

const place = { word: '@here', message: 'Flow map must end with a }', comment: undefined };

test.each(Object.entries(yamlSentences))('the YAML error %s has a sentence that says how to fix it', (_, sentence) => {
  const text = typeof sentence === 'string' ? sentence : sentence(place);
  expect(text).toMatch(/\b(Write|Put|Delete|Indent|Flatten|Check|Missing closing|write lists)\b/);
  expect(text).not.toMatch(/\.$/);
});

test.each([
  [
    'Latin-1',
    Buffer.from('channels: {}\n# Caf\u00e9\n', 'latin1'),
    '2:6',
    '(byte E9, "é" in Latin-1). Save it as UTF-8',
  ],
  ['half a character', Buffer.from([0x61, 0xc3]), '1:2', '(byte C3, "Ã" in Latin-1). Save it as UTF-8'],
  ['a stray byte', Buffer.from([0x61, 0x62, 0x81]), '1:3', '(byte 81). Save it as UTF-8'],
])('%s is an error with the byte, its position and how to save the file', (_, bytes, where, end) => {
  const problem = decodeFile(bytes);
  if (typeof problem === 'string') throw new Error('It was read.');
  expect(formatFileProblem(problem)).toBe(`${where}: The file isn't saved as UTF-8 ${end}`);
});

test('UTF-16 is rejected by name, UTF-8 is accepted', () => {
  const utf16 = { line: 1, column: 1, message: 'The file is saved as UTF-16. Save it as UTF-8' };
  expect(decodeFile(Buffer.from('\ufeffchannels:', 'utf16le'))).toEqual(utf16);
  expect(decodeFile(Buffer.from('channels:', 'utf16le'))).toEqual(utf16);
  expect(decodeFile(Buffer.from('café'))).toBe('café');
});

const lines = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at)).join('');

test('a file with very many problems is checked until there are a thousand', () => {
  let checked = 0;
  const checkAddress = () => {
    checked += 1;
    return { ok: false, problem: 'Wrong' } as const;
  };
  const parsed = parseFile(`channels:\n${lines(3000, at => `  slak:T1/C${at}: {}\n`)}`, { ...checks, checkAddress });
  expect(parsed).toMatchObject({ ok: false, problems: { length: 100 } });
  expect(checked).toBe(1000);
});

test('a file has room for hundreds of aliases, each of another anchor', () => {
  const aliases = (count: number) => `a:\n${lines(count, at => `  - &a${at} x\n  - *a${at}\n`)}`;
  expect(problemsOf(aliases(400)).join()).toContain('Unknown field "a"');
  expect(problemsOf(aliases(501))).toEqual(['1:1: Too many aliases (*name). Write the values out']);
});

// Until keys were compared by their hashes, the first of these files took minutes.
test('a mapping of 80,000 names is read', () => {
  const names = lines(80_000, at => `name${at}: 1\n`);
  expect(problemsOf(`${names}name79: 2\n`)).toEqual(['80001:1: "name79" is set twice. Delete one of them']);
  const inRule = `{ on: "*", ${lines(30_000, at => `n${at}: 1, `)} }`;
  expect(problemsOf(rule(inRule))).toHaveLength(100);
});
