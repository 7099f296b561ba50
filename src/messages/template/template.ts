/** A template: the text of an event's message. In a file, Markdown with Handlebars below an optional YAML front matter. */
import { LineCounter, parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import { didYouMean } from '../../did-you-mean.ts';
import { listOr } from '../../util/lists.ts';
import { bounds, TemplateError } from '../bounds.ts';
import { type Color, colors, type LinkButton } from '../message.ts';

export interface Template {
  /** One line of Markdown with Handlebars. */
  title: string;
  color: Color | null;
  /** `label` and `url` are Handlebars. A button with an empty address is left out. */
  buttons: LinkButton[];
  /** Markdown with Handlebars. */
  body: string;
}

const words = z.string({ error: 'must be text. Put it in quotes if it starts with {{' });

const frontMatter = z.strictObject({
  title: words.default(''),
  color: z
    .enum(colors, { error: `must be ${listOr(colors)}` })
    .nullable()
    .default(null),
  buttons: z
    .array(z.strictObject({ label: words, url: words }), { error: 'must be a list of { label, url }' })
    .max(bounds.buttons, { error: `can have ${bounds.buttons} entries at most` })
    .default([]),
});

/** A template as data (callboard.yaml, a form). */
export const templateSchema = frontMatter.extend({ body: words.default('') });

const file = /^---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)([\s\S]*)$/mu;

/** Parses a template file. Throws a TemplateError with one problem per line, each with its line in the file. */
export function parseTemplate(text: string): Template {
  if (text.length > bounds.template)
    throw new TemplateError(`Longer than ${bounds.template.toLocaleString('en')} characters`);
  if (!/^---[ \t]*\r?\n/.test(text)) return { title: '', color: null, buttons: [], body: text };
  const [, yaml, body] = file.exec(text) ?? [];
  if (yaml === undefined || body === undefined) throw new TemplateError('line 1: The front matter has no closing ---');
  return { ...parseFrontMatter(yaml), body };
}

/** Writes a template file, which parseTemplate() reads back unchanged. */
export function formatTemplate({ title, color, buttons, body }: Template): string {
  const head = { ...(title && { title }), ...(color && { color }), ...(buttons.length && { buttons }) };
  if (Object.keys(head).length === 0 && !body.startsWith('---')) return body;
  return `---\n${Object.keys(head).length ? stringify(head, { lineWidth: 0 }) : ''}---\n${body}`;
}

function parseFrontMatter(yaml: string): z.infer<typeof frontMatter> {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines, logLevel: 'error' });
  const [error] = document.errors;
  // The file's first line is the opening ---.
  if (error) throw new TemplateError(`line ${lines.linePos(error.pos[0]).line + 1}: ${error.message.split('\n')[0]}`);

  const result = frontMatter.safeParse(document.toJS({ maxAliasCount: 10 }) ?? {});
  if (result.success) return result.data;
  const lineOf = (path: PropertyKey[]): number => {
    const node = document.getIn(path, true);
    const start =
      typeof node === 'object' && node !== null && 'range' in node ? (node.range as number[])[0] : undefined;
    return start === undefined ? 2 : lines.linePos(start).line + 1;
  };
  throw new TemplateError(result.error.issues.map(issue => `line ${lineOf(issue.path)}: ${explain(issue)}`).join('\n'));
}

function explain(issue: z.core.$ZodIssue): string {
  const place = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys')
    return `${place || 'the front matter'} ${place ? issue.message : 'can have title, color and buttons'}`;
  const known = place ? ['label', 'url'] : Object.keys(frontMatter.shape);
  return issue.keys.map(key => `Unknown field "${key}"${didYouMean(key, known)}`).join('. ');
}
