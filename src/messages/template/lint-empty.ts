/** Finds the expressions of a template that write nothing for real events, such as a field that they never have. */
import { TemplateError } from '../bounds.ts';
import { createSlots } from '../markdown/placeholders.ts';
import { compileTrace, createRuntimeHelpers, type Trace, type Tracer } from './compile.ts';
import { createHelpers } from './helpers.ts';
import { shortNames } from './short-names.ts';
import type { Template } from './template.ts';
import { createData, type RenderContext } from './template-context.ts';

/** `call` is what most telephone calls are, so it says enough. */
const { kind: _, ...missable } = shortNames;
const plainWords: ReadonlySet<string> = new Set(Object.values(missable).map(({ fallback }) => fallback));

/**
 * Lists the expressions that wrote nothing, or only plain words, whenever they were written for these events:
 * `{{time call.startedAt}}`. An expression in a block that was never entered isn't listed, nor is `pick`, whose text may be
 * empty on purpose. Empty for a template that is too long to be traced.
 */
export function findEmptyExpressions(template: Template, contexts: readonly RenderContext[]): string[] {
  const texts = [template.title, template.body, ...template.buttons.map(({ label }) => label)];
  const writers = texts.map(compileTrace);
  const steps = writers.reduce((sum, trace) => sum + trace.steps, 0);
  const seen = new Map<string, boolean>();
  for (const context of contexts) {
    for (const { expression, values } of writers.flatMap(trace => traceOf(trace, context, steps))) {
      for (const value of values) seen.set(expression, (seen.get(expression) ?? true) && value.trim() === '');
    }
  }
  return [...seen].flatMap(([expression, isEmpty]) =>
    isEmpty && !/^\{\{[{&~]*\s*pick\b/.test(expression) ? [expression] : [],
  );
}

function traceOf(trace: Tracer, context: RenderContext, steps: number): Trace[] {
  const slots = createSlots();
  const { keepWords } = slots;
  const strict = { ...slots, keepWords: (words: string) => (plainWords.has(words) ? '' : keepWords(words)) };
  const helpers = createHelpers({ slots: strict, timezone: context.timezone, eventTime: context.event.time });
  try {
    return trace(createData(context, strict), createRuntimeHelpers(helpers, steps));
  } catch (error) {
    if (error instanceof TemplateError) return [];
    throw error;
  }
}
