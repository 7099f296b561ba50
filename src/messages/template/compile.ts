/** A template's texts as functions of the data, bounded in what they can write. */
import Handlebars from 'handlebars';
import { bounds, TemplateError } from '../bounds.ts';
import { withoutMarks } from '../markdown/placeholders.ts';
import { type Helper, type HelperName, helperUses } from './helpers.ts';
import { blockNames, parseSyntax, walkSyntax } from './syntax.ts';

/** One text of a template. Throws TemplateError when what it writes is too long. */
export interface Writer {
  (data: Record<string, unknown>, words: Words): string;
  /** Placeholders and blocks that it has, those within others too. */
  readonly steps: number;
}

/** The helpers of one rendering, as Handlebars calls them. */
export type Words = NonNullable<Handlebars.RuntimeOptions['helpers']>;

const handlebars = Handlebars.create();
const writeEach = handlebars.helpers.each as Handlebars.HelperDelegate;

const known = [...blockNames, ...Object.keys(helperUses)];
const options = {
  noEscape: true,
  knownHelpersOnly: true,
  knownHelpers: { log: false, lookup: false, ...Object.fromEntries(known.map(name => [name, true])) },
} as unknown as CompileOptions;

/** Throws TemplateError for what is no template. */
export function compileText(text: string): Writer {
  let steps = 0;
  walkSyntax(parseSyntax(text), ({ type }) => {
    if (counted.has(type)) steps += 1;
  });
  const template = handlebars.compile(withoutMarks(text), options);
  const write = (data: Record<string, unknown>, words: Words) => {
    const written = template(data, {
      helpers: words,
      allowProtoPropertiesByDefault: false,
      allowProtoMethodsByDefault: false,
    });
    if (written.length > bounds.markdown) throw tooLong();
    return written;
  };
  return Object.assign(write, { steps });
}

const counted = new Set(['MustacheStatement', 'BlockStatement', 'SubExpression']);

/** The error of a template that writes too much. */
export function tooLong(): TemplateError {
  return new TemplateError(
    `The message is longer than ${bounds.markdown.toLocaleString('en')} characters. Shorten it, or use #each less`,
  );
}

/**
 * For all texts of one rendering, which have `steps` placeholders and blocks together: loops write as many items as keep
 * their work within `bounds.steps`.
 */
export function createWords(helpers: Record<HelperName, Helper>, steps: number): Words {
  const left = { iterations: Math.min(bounds.iterations, Math.floor(bounds.steps / Math.max(1, steps))) };
  return { ...Object.fromEntries(Object.entries(helpers).map(adapt)), each: createEach(left) };
}

/** Handlebars calls with the values one by one and its options last. */
function adapt([name, helper]: [string, Helper]): [string, (...values: unknown[]) => unknown] {
  const call = (...values: unknown[]) => helper(values.slice(0, -1), (values.at(-1) as Handlebars.HelperOptions).hash);
  return [name, call];
}

/** #each over at most as many items as there is room for, and a count of the others. */
function createEach(left: { iterations: number }) {
  return function each(this: unknown, items: unknown, use: Handlebars.HelperOptions): string {
    const all = Array.isArray(items) ? items : [];
    const max = typeof use.hash.max === 'number' ? use.hash.max : bounds.items;
    const shown = all.slice(0, Math.max(0, Math.min(max, bounds.items, left.iterations)));
    left.iterations -= shown.length;
    if (all.length > 0 && shown.length === 0) return `and ${all.length} more`;
    let characters = 0;
    const write: typeof use.fn = (item, how) => {
      const one = use.fn(item, how);
      characters += one.length;
      if (characters > bounds.markdown) throw tooLong();
      return one;
    };
    const written = String(writeEach.call(this, shown, { ...use, fn: write }));
    return shown.length < all.length ? `${written}${writeMore(written, all.length - shown.length)}` : written;
  };
}

/** The others are one more item where the items are those of a Markdown list. */
function writeMore(written: string, count: number): string {
  const marker = /^\s*([-*+]|\d+[.)])[ \t]/.exec(written)?.[0];
  return marker
    ? `${written.endsWith('\n') ? '' : '\n'}${marker.trimStart()}and ${count} more\n`
    : ` and ${count} more`;
}
