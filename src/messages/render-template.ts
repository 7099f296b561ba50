/** From a template and an event to a message. */
import { sampleSource } from '../events/sample.ts';
import { shorten } from '../util/text/cut.ts';
import { isTimezone } from '../util/timezone.ts';
import { bounds, TemplateError } from './bounds.ts';
import { toBlocks, toInlines } from './markdown/markdown-to-message.ts';
import { createSlots, type Slots } from './markdown/placeholders.ts';
import { type Block, type Inline, type LinkButton, leftOutOfText, type Message } from './message.ts';
import { compileText, createWords, tooLong, type Writer } from './template/compile.ts';
import { createHelpers } from './template/helpers.ts';
import type { Template } from './template/template.ts';
import { createData, type RenderContext } from './template/template-context.ts';
import { toTime } from './times.ts';
import { cleanText } from './visible-text.ts';

export type { RenderContext } from './template/template-context.ts';

/**
 * The message for an event, without mentions: those are the rule's. Never throws: a template that cannot be used
 * makes way for the type's meaning and a word on what is wrong with it, so that no event is lost for a mistake in words.
 */
export function render(template: Template, context: RenderContext): Message {
  try {
    return renderStrictly(template, context);
  } catch (error) {
    const reason = error instanceof TemplateError ? error.message : 'It fails for this event';
    return { ...renderStrictly(makeshift, context), blocks: [explain(reason)] };
  }
}

const makeshift: Template = { title: '{{or meaning trigger}}', color: null, buttons: [], body: '' };

const explain = (reason: string): Block => ({
  type: 'paragraph',
  content: [
    { type: 'text', text: shorten(cleanText(`Template error, so this is the default layout: ${reason}`), 300) },
  ],
});

/** The same; throws TemplateError, or whatever Handlebars throws, for a template that cannot be used. */
export function renderStrictly(template: Template, context: RenderContext): Message {
  const slots = createSlots();
  const timezone = isTimezone(context.timezone) ? context.timezone : 'UTC';
  const data = createData(context, slots);
  const { title, body, buttons, steps } = compile(template);
  const words = createWords(createHelpers({ slots, timezone, eventTime: context.event.time }), steps);
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
    footnote: footnoteOf(context, slots, timezone),
  };
}

interface Compiled {
  title: Writer;
  body: Writer;
  buttons: { label: Writer; url: Writer }[];
  steps: number;
}

/** A template that cannot be used is kept with its error: reading it again for each message would take as long. */
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

/** None when there is no address to open, which is how a template leaves a button out; a note instead of a long one. */
function toButton(label: string, address: string, slots: Slots): { button: LinkButton[]; instead: Block[] } {
  const words = slots.within(bounds.titleValue).plain(label).replace(/\s+/gu, ' ').trim();
  const url = slots.url(address.trim());
  if (words && url) return { button: [{ label: words, url }], instead: [] };
  const isLong = words && slots.isLongUrl(address.trim());
  return { button: [], instead: isLong ? [note(words + leftOutOfText)] : [] };
}

const note = (text: string): Block => ({ type: 'paragraph', content: [{ type: 'text', text }] });

/** A source's own name, or the provider's where the source is the provider's default or a test. */
function sourceTitle({ event: { source, provider }, providerTitle }: RenderContext): string {
  return source === provider || source === sampleSource ? providerTitle : source;
}

/** Where it came from and when. */
function footnoteOf(context: RenderContext, slots: Slots, timezone: string): Inline[] {
  const { event } = context;
  const time = toTime(event.time ?? event.receivedAt, 'datetime', timezone);
  const source = slots.plain(slots.keep(sourceTitle(context), bounds.value));
  return time ? [{ type: 'text', text: `${source} · ` }, time] : [{ type: 'text', text: source }];
}
