/** The words, the sentence openings and the folders that docs/contributing.md asks for. */
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { headlessOpening } from './headless-opening.ts';

const root = join(import.meta.dirname, '..');

interface Source {
  path: string;
  text: string;
}

const sources: Source[] = ['{src,test,scripts,bin}/**/*.{ts,js}', 'templates/*.hbs']
  .flatMap(pattern => globSync(pattern, { cwd: root }))
  .map(path => path.replaceAll('\\', '/'))
  .filter(path => path !== 'test/house-style.test.ts')
  .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }));

/** Words of our own dialect, each with the field's word for it. */
const dialect: Record<string, string> = {
  anew: 'again',
  asked: 'requested, or name the request',
  beside: 'as well as',
  besides: 'also',
  everybody: 'everyone; shared',
  folding: 'batching',
  heard: 'received; visible',
  hears: 'receives; sees',
  kept: 'saved, stored',
  lately: 'recently',
  mend: 'fix, recover',
  mended: 'fixed, recovered',
  mends: 'fixes, recovers',
  nobody: 'no one',
  obstacle: 'missing permission',
  somebody: 'someone; the user',
  stands: 'exists, is',
  told: 'posted, reported',
  unheard: 'not visible',
  untold: 'undelivered',
  whoever: 'the person who',
  whom: 'the person',
};

/** A statement without its subject first. Questions may begin with What, Who or Which. */
const isHeadless = (sentence: string) => headlessOpening.test(sentence) && !/^[^.!]*\?/.test(sentence);

const commentPattern = /\/\*\*?([\s\S]*?)\*\/|(?<![:'"`\\/])\/\/(?!\/)([^\n]*)/g;
const stringPattern = /'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g;

function commentsOf({ text }: Source): string[] {
  return [...text.matchAll(commentPattern)].map(([, block, line]) => (block ?? line ?? '').replace(/\n\s*\*/g, ' '));
}

function stringsOf({ text }: Source): string[] {
  return [...text.replace(commentPattern, '').matchAll(stringPattern)].map(
    ([, one, two, three]) => one ?? two ?? three ?? '',
  );
}

/** The words of names: `keptForms` is `kept` and `forms`. */
function nameWords({ text }: Source): string[] {
  const code = text.replace(commentPattern, '').replace(stringPattern, "''");
  return (code.match(/[A-Za-z]+/g) ?? []).flatMap(name => name.split(/(?=[A-Z])/)).map(word => word.toLowerCase());
}

function sentencesOf(text: string): string[] {
  return text
    .replace(/`[^`]*`/g, 'X')
    .replace(/\s+/g, ' ')
    .trim()
    .split(/(?<=[.!?:]) (?=[A-Z])/);
}

function dialectIn(text: string): string[] {
  return (text.match(/[A-Za-z]+/g) ?? []).filter(word => Object.hasOwn(dialect, word.toLowerCase()));
}

function faultsOf(source: Source): string[] {
  const texts = [...commentsOf(source), ...stringsOf(source).filter(text => text.includes(' '))];
  return [
    ...texts.flatMap(dialectIn),
    ...nameWords(source).filter(word => Object.hasOwn(dialect, word)),
    ...texts.flatMap(sentencesOf).filter(isHeadless),
  ].map(fault => `${source.path}: ${fault}`);
}

describe('words', () => {
  test('comments, texts and names use the words of the field, and statements begin with their subject', () => {
    const faults = sources.flatMap(faultsOf);
    expect(faults).toEqual([]);
  });

  test.each([
    ['a comment', '/** A rule is told. */'],
    ['a text', "const text = 'It was kept here.';"],
    ['a name', 'const keptForms = 1;'],
    ['an opening', '// What the bot says.\n'],
  ])('%s in our own dialect is found', (_, text) => {
    expect(faultsOf({ path: 'x.ts', text })).not.toEqual([]);
  });

  test.each([
    ['a question', "const text = 'What would you like to see?';"],
    ['a name that only holds such a word', 'const outstanding = skeptical;'],
  ])('%s is allowed', (_, text) => {
    expect(faultsOf({ path: 'x.ts', text })).toEqual([]);
  });
});

describe('folders', () => {
  const code = sources.map(({ path }) => path).filter(path => path.startsWith('src/') && !path.includes('/samples/'));

  test('have at most 15 source files, numbered steps not counted', () => {
    const parts = code.filter(path => !/^\d{4}-/.test(basename(path)));
    const sizes = Map.groupBy(parts, path => dirname(path));
    expect([...sizes].filter(([, files]) => files.length > 15).map(([folder]) => folder)).toEqual([]);
  });

  test('name a file once, but for the parallel files of platforms and providers', () => {
    const shared = /^src\/(?:platforms|sources\/providers)\/[^/]+\//;
    const names = Map.groupBy(
      code.filter(path => basename(path) !== 'index.ts').map(path => path.replace(shared, 'own/')),
      path => basename(path),
    );
    const twice = [...names.values()].filter(paths => new Set(paths).size > 1);
    expect(twice).toEqual([]);
  });

  test('have files of at most about 250 lines', () => {
    const long = sources.filter(({ path, text }) => path.startsWith('src/') && text.split('\n').length > 260);
    expect(long.map(({ path }) => path)).toEqual([]);
  });
});
