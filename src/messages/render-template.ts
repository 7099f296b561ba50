/** Renders a template for an event. */
import { sampleSource } from '../events/sample.ts';
import { shorten } from '../util/text/cut.ts';
import { bounds, TemplateError } from './bounds.ts';
import { toBlocks, toInlines } from './markdown/markdown-to-message.ts';
import { createSlots, type Slots } from './markdown/placeholders.ts';
import { type Block, type Inline, type LinkButton, leftOutOfText, type Message } from './message.ts';
import { compileText, createRuntimeHelpers, tooLong, type Writer } from './template/compile.ts';
import { createHelpers } from './template/helpers.ts';
import type { Template } from './template/template.ts';
import { createData, type RenderContext } from './template/template-context.ts';
import { toTime } from './times.ts';
import { cleanText } from './visible-text.ts';

export type { RenderContext } from './template/template-context.ts';

/**
 * Renders the message for an event, without mentions, which come from the rule. Never throws: for an unusable template the
 * message is the type's meaning and the template's problem, so that no event is lost.
 */
export function render(template: Template, context: RenderContext): Message {
  try {
    return renderStrictly(template, context);
  } catch (error) {
    const reason = error instanceof TemplateError ? error.message : 'it fails for this event';
    return { ...renderStrictly(makeshift, context), blocks: [explain(reason)] };
  }
}

const makeshift: Template = { title: '{{or meaning trigger}}', color: null, buttons: [], body: '' };

const explain = (reason: string): Block => ({
  type: 'paragraph',
  content: [
    {
      type: 'text',
      text: shorten(
        cleanText(`This template failed, so I used the default layout. Reason: ${placeLast(reason)}.`),
        300,
      ),
    },
  ],
});

/** `line 3: Unknown field foo` -> `unknown field foo (line 3)` */
function placeLast(reason: string): string {
  const [, line, problem = reason] = /^(line \d+): (.*)$/s.exec(reason) ?? [];
  const text = /^[A-Z][a-z]/.test(problem) ? problem.charAt(0).toLowerCase() + problem.slice(1) : problem;
  return line === undefined ? text : `${text} (${line})`;
}

/** Renders the message. Throws TemplateError, or an error of Handlebars, for an unusable template. */
export function renderStrictly(template: Template, context: RenderContext): Message {
  const slots = createSlots();
  const { timezone } = context;
  const data = createData(context, slots);
  const { title, body, buttons, steps } = compile(template);
  const words = createRuntimeHelpers(createHelpers({ slots, timezone, eventTime: context.event.time }), steps);
  let characters = 0;
  const write = (writer: Writer) => {
    const written = writer(data, words);
    characters += written.length;
    if (characters > bounds.markdown) throw tooLong();
    return written;
  };

  const head = toInlines(write(title), slots.within(bounds.titleValue));
  const written = toBlocks(write(body), slots);
  const made = buttons.map(({ label, url }) => toButton(write(label), write(url), slots));
  return {
    title: head,
    color: template.color,
    blocks: [...written, ...made.flatMap(one => one.instead)],
    buttons: made.flatMap(one => one.button),
    mentions: [],
    footnote: footnoteOf(context, slots),
  };
}

interface Compiled {
  title: Writer;
  body: Writer;
  buttons: { label: Writer; url: Writer }[];
  steps: number;
}

/** Compiled templates; an unusable one is cached with its error, since compiling it again would take as long. */
const compiled = new WeakMap<Template, Compiled | { error: unknown }>();

function compile(template: Template): Compiled {
  const known = compiled.get(template);
  if (known && 'error' in known) throw known.error;
  if (known) return known;
  try {
    const fresh = compileAll(template);
    compiled.set(template, fresh);
    return fresh;
  } catch (error) {
    compiled.set(template, { error });
    throw error;
  }
}

function compileAll(template: Template): Compiled {
  const texts = {
    title: compileText(template.title),
    body: compileText(template.body),
    buttons: template.buttons
      .slice(0, bounds.buttons)
      .map(({ label, url }) => ({ label: compileText(label), url: compileText(url) })),
  };
  const writers = [texts.title, texts.body, ...texts.buttons.flatMap(({ label, url }) => [label, url])];
  return { ...texts, steps: writers.reduce((sum, { steps }) => sum + steps, 0) };
}

/** A button; none for an empty address, which is how a template leaves it out, and a note for one that is too long. */
function toButton(label: string, address: string, slots: Slots): { button: LinkButton[]; instead: Block[] } {
  const words = slots.within(bounds.titleValue).plain(label).replace(/\s+/gu, ' ').trim();
  const url = slots.url(address.trim());
  if (words && url) return { button: [{ label: words, url }], instead: [] };
  const isLong = words && slots.isLongUrl(address.trim());
  return { button: [], instead: isLong ? [note(words + leftOutOfText)] : [] };
}

const note = (text: string): Block => ({ type: 'paragraph', content: [{ type: 'text', text }] });

/** The source's name, or the provider's for its default source and for tests. */
function sourceTitle({ event: { source, provider }, providerTitle }: RenderContext): string {
  return source === provider || source === sampleSource ? providerTitle : source;
}

/** The source and the time. */
function footnoteOf(context: RenderContext, slots: Slots): Inline[] {
  const { event, timezone } = context;
  const time = toTime(event.time ?? event.receivedAt, 'datetime', timezone);
  const source = slots.plain(slots.keep(sourceTitle(context), bounds.value));
  return time ? [{ type: 'text', text: `${source} · ` }, time] : [{ type: 'text', text: source }];
}
