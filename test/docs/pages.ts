/** The README and the pages of docs/, as the tests read them. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

export interface Page {
  /** From the root: `docs/rules.md`. */
  path: string;
  text: string;
}

export const pages: readonly Page[] = [
  'README.md',
  'CHANGELOG.md',
  'SECURITY.md',
  ...globSync('docs/*.md', { cwd: root }),
].map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }));

export function findPage(path: string): string {
  const page = pages.find(one => one.path === path);
  if (!page) throw new Error(`There is no page ${path}.`);
  return page.text;
}

/** The code blocks of a language (`''` for none) on a page. */
export function codeBlocks(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, found, code = '']) =>
    found === language ? [code] : [],
  );
}

/** Everything in backticks: code blocks and inline code. */
export function codeOf(text: string): string {
  return [...text.matchAll(/^```\w*\n([\s\S]*?)^```$|`([^`\n]+)`/gm)]
    .map(([, block, inline]) => block ?? inline ?? '')
    .join('\n');
}

/** Sentences of paragraphs, lists and tables, without headings, code and generated parts; each code span is one word. */
export function sentencesOf(text: string): string[] {
  const prose = text
    .replace(/<!-- generated[\s\S]*?<!-- \/generated -->/g, '')
    .replace(/^```[\s\S]*?^```$/gm, '\n')
    .replace(/^ {4}.*$|^#.*$|<[^>]*>/gm, '');
  const blocks = prose.split(/\n\s*\n|\n(?=\s*(?:[-*|]|\d+\.)\s?)/).flatMap(block => {
    return block.trimStart().startsWith('|') ? block.split(/(?<!\\)\|/) : [block];
  });
  return blocks.flatMap(block =>
    block
      .replace(/`[^`]*`/g, 'X')
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll('**', '')
      .replace(/\s+/g, ' ')
      .trim()
      .replace(/^(?:[-*]|\d+\.) /, '')
      .split(/(?<=[.!?]) (?=[A-Z"*])/),
  );
}
