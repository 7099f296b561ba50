/** Warnings for a valid template. */
import { setImmediate } from 'node:timers/promises';
import { type PartName, parts } from '../events/event.ts';
import { findEventType } from '../events/types.ts';
import type { Message } from '../messages/message.ts';
import { findEmptyExpressions } from '../messages/template/lint-empty.ts';
import type { Template } from '../messages/template/template.ts';
import type { RenderContext } from '../messages/template/template-context.ts';
import { platformDescriptors } from '../platforms/index.ts';
import type { PlatformDescriptor } from '../platforms/platform-descriptor.ts';
import { listAnd } from '../util/lists.ts';
import { counted } from '../util/plural.ts';

/**
 * Lists the warnings, one sentence each. `messages` are renderings of the template: each is rendered once for each platform
 * to find what its limits cut off. Other requests are served in between.
 */
export async function lintTemplate(
  template: Template,
  types: readonly string[],
  messages: readonly Message[],
  { real = [], kinds = renderedPlatforms }: LintOptions = {},
): Promise<string[]> {
  const texts = [template.title, template.body, ...template.buttons.flatMap(({ label, url }) => [label, url])];
  return [
    ...lintMentions(texts),
    ...lintParts(texts.join('\n'), types),
    ...lintEmpty(template, real),
    ...(await lintLengths(messages, kinds)),
  ];
}

interface LintOptions {
  /** The channel's last real events. A field that none of them has is reported. */
  real?: readonly RenderContext[];
  kinds?: readonly RenderedPlatform[];
}

/** Warns of texts that look like mentions. A caller's name after an @ would, for example a caller named `here`. */
function lintMentions(texts: readonly string[]): string[] {
  const faked = texts.some(text => /@\s?\{\{|<[@!#]&?\s?\{\{/.test(visibleText(text)));
  const literal = new Set(texts.flatMap(text => text.match(/@(?:here|everyone|channel)\b|<[@!][^<>{]*>/g) ?? []));
  return [
    ...(faked ? ['Remove the @ before {{…}}: a name like "here" would look like a mention.'] : []),
    ...(literal.size > 0
      ? [`${listAnd([...literal])} won't ping anyone from a template. Add mentions to the rule instead.`]
      : []),
  ];
}

/** Removes syntax that readers don't see: blocks (`{{#if …}}`), emphasis and backslashes; decodes an `@` entity. */
function visibleText(text: string): string {
  return text
    .replace(/\{\{[~]?(?:[#/]|else\b)[^{}]*\}\}/g, '')
    .replace(/&(?:#64|#x40|commat);/gi, '@')
    .replace(/[*_`\\]/g, '');
}

/** Warns of fields that exist, but not in these types of events. */
function lintParts(text: string, types: readonly string[]): string[] {
  const known = types.map(type => findEventType(type)?.parts ?? null);
  if (known.length === 0 || known.includes(null)) return [];
  const had = new Set(known.flatMap(names => names ?? []));
  // As short names, `group` also reads calls and messages, and `recording` the recordings of a session.
  const isReadElsewhere = (name: PartName) =>
    name === 'group'
      ? had.has('call') || had.has('message')
      : name === 'recording' && types.some(type => type.endsWith('.ended'));
  const written = [...text.matchAll(/\{\{[^{}]*\}\}/g)]
    .map(([expression]) => expression.replace(/"[^"]*"/g, ''))
    .join(' ');
  const never = (Object.keys(parts) as PartName[]).filter(
    name => !had.has(name) && !isReadElsewhere(name) && new RegExp(`(?<![\\w.@])${name}\\.`).test(written),
  );
  return never.map(name => `{{${name}.…}} will be empty: ${types[0]} has no ${name} fields.`);
}

/** Warns of values that were missing in all of the last real events. */
function lintEmpty(template: Template, real: readonly RenderContext[]): string[] {
  if (real.length === 0) return [];
  const events = real.length === 1 ? 'the last event' : `the last ${counted(real.length, 'event')}`;
  return findEmptyExpressions(template, real).map(expression => `${expression} had no value in ${events} here.`);
}

async function lintLengths(messages: readonly Message[], kinds: readonly RenderedPlatform[]): Promise<string[]> {
  const warnings: string[] = [];
  for (const kind of kinds) {
    const cut = new Set<string>();
    const unlinked = new Set<string>();
    for (const message of messages) {
      await setImmediate();
      const lost = findLost(kind, message);
      for (const part of lost.parts) cut.add(part);
      for (const label of lost.links) unlinked.add(label);
    }
    for (const part of cut) warnings.push(`${kind.title} will cut off the ${part}.`);
    for (const label of unlinked) warnings.push(`${kind.title} will drop the “${label}” link: the URL is too long.`);
  }
  return warnings;
}

/** The platforms with limits and a rendering of their own. */
export const renderedPlatforms: readonly RenderedPlatform[] =
  Object.values<PlatformDescriptor>(platformDescriptors).filter(isRendered);

export type RenderedPlatform = PlatformDescriptor & Required<Pick<PlatformDescriptor, 'renderText'>>;

function isRendered(kind: PlatformDescriptor): kind is RenderedPlatform {
  return kind.renderText !== undefined;
}

/** Rare letters added to each part. If one is missing from the rendering, the platform cut or dropped that part. */
const marks = { title: 'ꙮ', text: 'ꙭ', buttons: ['ꙩ', 'ꙫ', 'Ꙩ', 'Ꙫ', 'Ꙭ'] } as const;

/** The parts that a platform cuts, and the labels of links that it drops. */
function findLost(kind: RenderedPlatform, message: Message): { parts: string[]; links: string[] } {
  const { title, text, buttons } = marks;
  const mark = (letter: string) => ({ type: 'text', text: letter }) as const;
  const marked = message.buttons.map((button, at) => ({ ...button, label: buttons[at] + button.label.slice(1) }));
  const read = kind.renderText({
    ...message,
    title: [...message.title, mark(title)],
    blocks: [...message.blocks, { type: 'paragraph', content: [mark(text)] }],
    buttons: marked,
  });
  return {
    parts: (['title', 'text'] as const).filter(part => !read.includes(marks[part])),
    links: message.buttons.filter((_, at) => !isLinked(read, buttons[at] ?? '')).map(({ label }) => label),
  };
}

/** Whether a link was rendered: as a button, `[Watch]`, or as text, `Watch (https://…)`. */
function isLinked(read: string, mark: string): boolean {
  return new RegExp(`\\[${mark}|^${mark}.* \\(`, 'm').test(read);
}
