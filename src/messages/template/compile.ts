/** Compiles a template's texts to functions of the data with bounded output. */
import Handlebars from 'handlebars';
import { bounds, TemplateError } from '../bounds.ts';
import { withoutMarks } from '../markdown/placeholders.ts';
import { type Helper, type HelperName, helperUses } from './helpers.ts';
import { blockNames, parseSyntax, walkSyntax } from './syntax.ts';
import { ShortValue } from './values.ts';

/** Writes one text of a template. Throws TemplateError if the output is too long. */
export interface Writer {
  (data: Record<string, unknown>, words: RuntimeHelpers): string;
  /** Number of placeholders and blocks, nested ones included. */
  readonly steps: number;
}

/** The helpers of one rendering, as Handlebars calls them. */
type RuntimeHelpers = NonNullable<Handlebars.RuntimeOptions['helpers']>;

const handlebars = Handlebars.create();
const writeEach = handlebars.helpers.each as Handlebars.HelperDelegate;
/** Blocks with a condition. Plain words are false in it. */
const conditions = ['if', 'unless', 'with'] as const;

const known = [...blockNames, ...Object.keys(helperUses)];
const options = {
  noEscape: true,
  knownHelpersOnly: true,
  knownHelpers: { log: false, lookup: false, ...Object.fromEntries(known.map(name => [name, true])) },
} as unknown as CompileOptions;

const safely = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false } as const;

/** Compiles a text. Throws TemplateError for invalid syntax. */
export function compileText(text: string): Writer {
  const steps = countSteps(parseSyntax(text));
  const template = handlebars.compile(withoutMarks(text), options);
  const write = (data: Record<string, unknown>, words: RuntimeHelpers) => {
    const written = template(data, { ...safely, helpers: words });
    if (written.length > bounds.markdown) throw tooLong();
    return written;
  };
  return Object.assign(write, { steps });
}

/** The marks around each traced value: its number, and the value. Removed from templates, and never in values. */
const traced = /\ue003(\d+)\ue004([^\ue005]*)\ue005/g;

/** Values that a text of a template wrote. */
export interface Trace {
  /** As in the template: `{{time call.startedAt}}`. */
  expression: string;
  /** With placeholders, one for each time it was written. */
  values: string[];
}

/** Returns the values that one text writes. Throws TemplateError if the output, with its marks, is too long. */
export interface Tracer {
  (data: Record<string, unknown>, words: RuntimeHelpers): Trace[];
  /** As in Writer. */
  readonly steps: number;
}

/** Compiles a text to a function that returns the values it writes, each by its own expression. */
export function compileTrace(text: string): Tracer {
  const clean = withoutMarks(text);
  const program = parseSyntax(clean);
  const lines = clean.split('\n');
  const expressions: string[] = [];
  const steps = countSteps(program);
  walkSyntax(program, node => {
    if (node.type !== 'Program') return;
    const { body } = node as hbs.AST.Program;
    const mark = (value: string, { loc }: hbs.AST.Statement) =>
      ({ type: 'ContentStatement', value, original: value, loc }) as unknown as hbs.AST.Statement;
    (node as hbs.AST.Program).body = body.flatMap(statement => {
      if (statement.type !== 'MustacheStatement') return [statement];
      const number = expressions.push(sourceOf(lines, statement)) - 1;
      return [mark(`\ue003${number}\ue004`, statement), statement, mark('\ue005', statement)];
    });
  });
  const template = handlebars.compile(program, options);
  const trace = (data: Record<string, unknown>, words: RuntimeHelpers) => {
    const written = template(data, { ...safely, helpers: words });
    const values: string[][] = expressions.map(() => []);
    for (const [, number, value = ''] of written.matchAll(traced)) values[Number(number)]?.push(value);
    return expressions.map((expression, number) => ({ expression, values: values[number] ?? [] }));
  };
  return Object.assign(trace, { steps });
}

/** The expression as written, on one line; `loc` counts lines from 1 and columns from 0. */
function sourceOf(lines: readonly string[], { loc: { start, end } }: hbs.AST.Statement): string {
  const [first = '', ...more] = lines.slice(start.line - 1, end.line);
  const all =
    more.length > 0 ? [first.slice(start.column), ...more.slice(0, -1), more.at(-1)?.slice(0, end.column)] : [];
  return all.length > 0 ? all.join(' ').replace(/\s+/g, ' ') : first.slice(start.column, end.column);
}

function countSteps(program: hbs.AST.Program): number {
  let steps = 0;
  walkSyntax(program, ({ type }) => {
    if (counted.has(type)) steps += 1;
  });
  return steps;
}

const counted = new Set(['MustacheStatement', 'BlockStatement', 'SubExpression']);

/** The error for output that is too long. */
export function tooLong(): TemplateError {
  return new TemplateError(
    `The message is longer than ${bounds.markdown.toLocaleString('en')} characters. Shorten it, or use #each less`,
  );
}

/**
 * The helpers for all texts of one rendering, which have `steps` placeholders and blocks in total. Loops write only as many
 * items as fit into `bounds.steps`.
 */
export function createRuntimeHelpers(helpers: Record<HelperName, Helper>, steps: number): RuntimeHelpers {
  const left = { iterations: Math.min(bounds.iterations, Math.floor(bounds.steps / Math.max(1, steps))) };
  return {
    ...Object.fromEntries([...Object.entries(helpers).map(adapt), ...conditions.map(adaptCondition)]),
    each: createEach(left),
  };
}

/** Adapts a helper to Handlebars' calling convention: values one by one, options last. */
function adapt([name, helper]: [string, Helper]): [string, (...values: unknown[]) => unknown] {
  function call(this: unknown, ...values: unknown[]): unknown {
    return helper(values.slice(0, -1), (values.at(-1) as Handlebars.HelperOptions).hash, this);
  }
  return [name, call];
}

function adaptCondition(name: (typeof conditions)[number]): [string, (...values: unknown[]) => unknown] {
  const block = handlebars.helpers[name] as Handlebars.HelperDelegate;
  function call(this: unknown, value: unknown, use: Handlebars.HelperOptions): unknown {
    return block.call(this, ShortValue.orNull(value), use);
  }
  return [name, call as (...values: unknown[]) => unknown];
}

/** #each over at most `bounds.items`, with a count of the rest. */
function createEach(left: { iterations: number }) {
  return function each(this: unknown, items: unknown, use: Handlebars.HelperOptions): string {
    const all = Array.isArray(items) ? items : [];
    const max = typeof use.hash.max === 'number' ? use.hash.max : bounds.items;
    const shown = all.slice(0, Math.max(0, Math.min(max, bounds.items, left.iterations)));
    left.iterations -= shown.length;
    if (all.length > 0 && shown.length === 0) return `and ${all.length} more`;
    let characters = 0;
    const write: typeof use.fn = (item, how) => {
      const one = String(use.fn(item, how));
      characters += one.length;
      if (characters > bounds.markdown) throw tooLong();
      return one;
    };
    const written = String(writeEach.call(this, shown, { ...use, fn: write }));
    return shown.length < all.length ? `${written}${writeMore(written, all.length - shown.length)}` : written;
  };
}

/** The count of the rest; one more item if the items are those of a Markdown list. */
function writeMore(written: string, count: number): string {
  const marker = /^\s*([-*+]|\d+[.)])[ \t]/.exec(written)?.[0];
  return marker
    ? `${written.endsWith('\n') ? '' : '\n'}${marker.trimStart()}and ${count} more\n`
    : ` and ${count} more`;
}
