/** The README and docs/ agree with the code and with each other. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { generatedPages, readPage, withGenerated } from '../../scripts/generate-docs.ts';
import { headlessOpening } from '../headless-opening.ts';
import { findPage, pages, root, sentencesOf } from './pages.ts';

test.for(generatedPages)('%s is as npm run docs writes it', page => {
  const text = readPage(page);
  expect(withGenerated(page, text)).toBe(text);
});

test('a page without a marker for its generated part is an error', () => {
  expect(() => withGenerated('docs/events.md', '# Events')).toThrow('has no place for the generated event types');
});

test('the README has at most 250 lines', () => {
  expect(findPage('README.md').split('\n').length).toBeLessThanOrEqual(250);
});

test('pictures have at most 100 KB', () => {
  const images = readdirSync(join(root, 'docs/images')).map(name => join(root, 'docs/images', name));
  expect(images.filter(path => statSync(path).size > 100_000)).toEqual([]);
});

describe('links', () => {
  const all = pages.flatMap(({ path, text }) => linksOf(text).map(link => ({ path, link })));

  test('lead to files and headings that exist', () => {
    expect(all.length).toBeGreaterThan(40);
    expect(all.filter(({ path, link }) => isBroken(path, link))).toEqual([]);
  });

  test('to a missing file or heading are found', () => {
    expect(isBroken('README.md', 'docs/rulez.md')).toBe(true);
    expect(isBroken('README.md', 'docs/rules.md#no-such-heading')).toBe(true);
    expect(isBroken('docs/rules.md', 'events.md#fields')).toBe(false);
  });

  test('lead from the README to every page', () => {
    const found = new Set(['README.md']);
    for (const path of found) {
      for (const { link } of all.filter(one => one.path === path)) {
        const target = join(dirname(path), link.split('#')[0] ?? '');
        if (pages.some(page => page.path === target)) found.add(target);
      }
    }
    expect(pages.map(({ path }) => path).filter(path => !found.has(path))).toEqual([]);
  });
});

test('files and folders that the pages name exist', () => {
  const named = pages.flatMap(({ path, text }) =>
    [...text.matchAll(/`((?:src|test|scripts|templates|bin|docs|deploy)\/[\w./-]*)`/g)].map(([, file = '']) => ({
      path,
      file,
    })),
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter(({ file }) => !existsSync(join(root, file)))).toEqual([]);
});

test('sentences have at most 20 words, and statements begin with their subject', () => {
  const long = (sentence: string) => sentence.split(' ').filter(word => /\w/.test(word)).length > 20;
  const headless = (sentence: string) => headlessOpening.test(sentence) && !sentence.endsWith('?');
  const wrong = pages.flatMap(({ path, text }) =>
    sentencesOf(text).flatMap(sentence => (long(sentence) || headless(sentence) ? [`${path}: ${sentence}`] : [])),
  );
  expect(wrong).toEqual([]);
});

/** Links and pictures within the repository. */
function linksOf(text: string): string[] {
  const found = text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g);
  return [...found].map(([, link, source]) => link ?? source ?? '').filter(link => !/^[a-z]+:/.test(link));
}

function isBroken(path: string, link: string): boolean {
  const [file = '', heading] = link.split('#');
  const target = file === '' ? path : join(dirname(path), file);
  if (!existsSync(join(root, target))) return true;
  return heading !== undefined && !headingsOf(findPage(target)).includes(heading);
}

/** As GitHub names them. */
function headingsOf(text: string): string[] {
  return [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}
