/** What a template's author should know before saving: nothing here forbids it. */
import { setImmediate } from 'node:timers/promises';
import { type PartName, parts } from '../events/event.ts';
import { findEventType } from '../events/types.ts';
import type { Message } from '../messages/message.ts';
import type { Template } from '../messages/template/template.ts';
import { platformDescriptors } from '../platforms/index.ts';
import type { PlatformDescriptor } from '../platforms/platform.ts';

/**
 * One sentence each. `messages` are renderings of the template, for the platforms' limits: each is shaped once for each
 * platform, and others are served in between.
 */
export async function lintTemplate(
  template: Template,
  types: readonly string[],
  messages: readonly Message[],
  kinds: readonly Shown[] = shownOn,
): Promise<string[]> {
  const texts = [template.title, template.body, ...template.buttons.flatMap(({ label, url }) => [label, url])];
  return [...lintMentions(texts), ...lintParts(texts.join('\n'), types), ...(await lintLengths(messages, kinds))];
}

/** Names come from outside: whoever is called `here` must not look like a mention. */
function lintMentions(texts: readonly string[]): string[] {
  const faked = texts.some(text => /@\s?\{\{|<[@!#]&?\s?\{\{/.test(withoutMarks(text)));
  const literal = texts.flatMap(text => /@(?:here|everyone|channel)\b|<[@!][^<>{]*>/.exec(text)?.[0] ?? []);
  return [
    ...(faked ? ['Remove the @ before {{…}}: a name like "here" would look like a mention.'] : []),
    ...(literal.length > 0
      ? [`${literal[0]} won't ping anyone from a template. Add mentions to the rule instead.`]
      : []),
  ];
}

/** Without what nobody sees of it: blocks (`{{#if …}}`), emphasis, backslashes, and an `@` that is written as an entity. */
function withoutMarks(text: string): string {
  return text
    .replace(/\{\{[~]?(?:[#/]|else\b)[^{}]*\}\}/g, '')
    .replace(/&(?:#64|#x40|commat);/gi, '@')
    .replace(/[*_`\\]/g, '');
}

/** A field that exists, and that these events never have. */
function lintParts(text: string, types: readonly string[]): string[] {
  const known = types.map(type => findEventType(type)?.parts ?? null);
  if (known.length === 0 || known.includes(null)) return [];
  const had = new Set(known.flatMap(names => names ?? []));
  const written = [...text.matchAll(/\{\{[^{}]*\}\}/g)]
    .map(([expression]) => expression.replace(/"[^"]*"/g, ''))
    .join(' ');
  const never = (Object.keys(parts) as PartName[]).filter(
    name => !had.has(name) && new RegExp(`(?<![\\w.@])${name}\\.`).test(written),
  );
  return never.map(name => `{{${name}.…}} will be empty: ${types[0]} has no ${name} fields.`);
}

async function lintLengths(messages: readonly Message[], kinds: readonly Shown[]): Promise<string[]> {
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

/** The platforms that have limits and a look of their own. */
export const shownOn: readonly Shown[] = Object.values<PlatformDescriptor>(platformDescriptors).filter(isShown);

export type Shown = PlatformDescriptor & Required<Pick<PlatformDescriptor, 'renderText'>>;

function isShown(kind: PlatformDescriptor): kind is Shown {
  return kind.renderText !== undefined;
}

/** Letters that nobody writes: where one does not come out, the platform has cut or dropped what it stands in. */
const marks = { title: 'ꙮ', body: 'ꙭ', buttons: ['ꙩ', 'ꙫ', 'Ꙩ', 'Ꙫ', 'Ꙭ'] } as const;

/** The parts that a platform cuts, and the labels of links that it leaves out. */
function findLost(kind: Shown, message: Message): { parts: string[]; links: string[] } {
  const { title, body, buttons } = marks;
  const mark = (text: string) => ({ type: 'text', text }) as const;
  const marked = message.buttons.map((button, at) => ({ ...button, label: buttons[at] + button.label.slice(1) }));
  const read = kind.renderText({
    ...message,
    title: [...message.title, mark(title)],
    blocks: [...message.blocks, { type: 'paragraph', content: [mark(body)] }],
    buttons: marked,
  });
  return {
    parts: (['title', 'body'] as const).filter(part => !read.includes(marks[part])),
    links: message.buttons.filter((_, at) => !isLinked(read, buttons[at] ?? '')).map(({ label }) => label),
  };
}

/** A link stands in a message as a button, `[Watch]`, or in its text: `Watch (https://…)`. */
function isLinked(read: string, mark: string): boolean {
  return new RegExp(`\\[${mark}|^${mark}.* \\(`, 'm').test(read);
}
