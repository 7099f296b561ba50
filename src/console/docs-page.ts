/** Serves the README and the guides in docs/ as pages. */
import { readFile } from 'node:fs/promises';
import type { Middleware } from 'koa';
import MarkdownIt, { type Token } from 'markdown-it';

/** The files' names. Those in capitals (`README.md`) are in the root, the others in docs/. */
const namePattern = /^[A-Za-z-]+\.md$/;

const markdown = new MarkdownIt({ html: false });
/** Paths of guides are written from the file that links them (`docs/rules.md`); here all guides are in one folder. */
markdown.normalizeLink = address => address.replace(/^(?:\.\.\/|docs\/)+(?=[A-Za-z-]+\.md)/, '');
/** Gives each heading the id that links use (`rules.md#filters`). The first of equal headings is the one that links open. */
markdown.renderer.rules.heading_open = (tokens, at, options, _env, renderer) => {
  const token = tokens[at] as Token;
  token.attrSet('id', headingId(tokens[at + 1]?.content ?? ''));
  return renderer.renderToken(tokens, at, options);
};

/** As GitHub writes it, so that a link works in both places: `Back up & restore` -> `back-up--restore`. */
function headingId(heading: string): string {
  const words = heading.toLowerCase().replaceAll(/[^\p{L}\p{N}_\s-]/gu, '');
  return words.replaceAll(' ', '-');
}

/** Creates the route's handler. It answers 404 to names that aren't a guide. */
export function createDocsPage(): Middleware {
  return async context => {
    const name = String(context.params.name);
    const text = namePattern.test(name) ? await readGuide(name) : null;
    if (text === null) return context.throw(404, 'Guide not found.');
    context.type = 'html';
    context.body = `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${name} · Callboard</title>
<link rel="icon" href="../icon.svg" type="image/svg+xml"><link rel="stylesheet" href="../docs.css"></head>
<body><main>${markdown.render(text)}</main></body></html>`;
  };
}

/** Reads a guide without its lines of HTML, which are pictures; null without such a file. */
async function readGuide(name: string): Promise<string | null> {
  const url = new URL(/^[A-Z]/.test(name) ? `../../${name}` : `../../docs/${name}`, import.meta.url);
  const text = await readFile(url, 'utf8').catch(() => null);
  return text?.replaceAll(/^<[^\n]*$/gm, '') ?? null;
}
