/** Serves the README and the guides in docs/ as pages. */
import { readFile } from 'node:fs/promises';
import type { Middleware } from 'koa';
import MarkdownIt from 'markdown-it';

/** The files' names. Those in capitals (`README.md`) are in the root, the others in docs/. */
const namePattern = /^[A-Za-z-]+\.md$/;

const markdown = new MarkdownIt({ html: false });
/** Paths of guides are written from the file that links them (`docs/rules.md`); here all guides are in one folder. */
markdown.normalizeLink = address => address.replace(/^(?:\.\.\/|docs\/)+(?=[A-Za-z-]+\.md)/, '');

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
