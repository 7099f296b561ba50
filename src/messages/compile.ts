/** A template's texts as functions of the data, bounded in what they can write. */
import Handlebars from 'handlebars';
import { bounds, TemplateError } from './bounds.ts';
import { type Helper, type HelperName, helperUses } from './helpers.ts';
import { withoutMarks } from './slots.ts';
import { blockNames, parseSyntax } from './syntax.ts';

/** One text of a template. Throws TemplateError when what it writes is too long. */
export type Writer = (data: Record<string, unknown>, words: Words) => string;

/** The helpers of one rendering, as Handlebars calls them. */
export type Words = NonNullable<Handlebars.RuntimeOptions['helpers']>;

/** What is left for all texts of one rendering. */
interface Budget {
  iterations: number;
}

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
  parseSyntax(text);
  const template = handlebars.compile(withoutMarks(text), options);
  return (data, words) => {
    const written = template(data, {
      helpers: words,
      allowProtoPropertiesByDefault: false,
      allowProtoMethodsByDefault: false,
    });
    if (written.length > bounds.markdown)
      throw new TemplateError(`comes out longer than ${bounds.markdown} characters`);
    return written;
  };
}

/** For all texts of one rendering. */
export function createWords(helpers: Record<HelperName, Helper>): Words {
  return {
    ...Object.fromEntries(Object.entries(helpers).map(adapt)),
    each: createEach({ iterations: bounds.iterations }),
  };
}

/** Handlebars calls with the values one by one and its options last. */
function adapt([name, helper]: [string, Helper]): [string, (...values: unknown[]) => unknown] {
  const call = (...values: unknown[]) => helper(values.slice(0, -1), (values.at(-1) as Handlebars.HelperOptions).hash);
  return [name, call];
}

/** #each over at most as many items as there is room for, and a count of the others. */
function createEach(budget: Budget) {
  return function each(this: unknown, items: unknown, use: Handlebars.HelperOptions): string {
    const all = Array.isArray(items) ? items : [];
    const max = typeof use.hash.max === 'number' ? use.hash.max : bounds.items;
    const shown = all.slice(0, Math.max(0, Math.min(max, bounds.items, budget.iterations)));
    budget.iterations -= shown.length;
    if (all.length > 0 && shown.length === 0) return `and ${all.length} more`;
    const written = String(writeEach.call(this, shown, use));
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
