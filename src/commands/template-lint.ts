/** What a template's author should know before saving: nothing here forbids it. */
import { type PartName, parts } from '../events/event.ts';
import { findEventType } from '../events/types.ts';
import type { Message } from '../messages/message.ts';
import type { Template } from '../messages/template.ts';
import { platformKinds } from '../platforms/index.ts';
import type { PlatformKind } from '../platforms/platform.ts';

/** One sentence each. `messages` are renderings of the template, for the platforms' limits. */
export function lintTemplate(template: Template, types: readonly string[], messages: readonly Message[]): string[] {
  const texts = [template.title, template.body, ...template.buttons.flatMap(({ label, url }) => [label, url])];
  return [...lintMentions(texts), ...lintParts(texts.join('\n'), types), ...lintLengths(messages)];
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

function lintLengths(messages: readonly Message[]): string[] {
  return shownOn.flatMap(kind => {
    const cut = new Set(messages.flatMap(message => partsCut(kind, message)));
    const unlinked = new Set(messages.flatMap(message => linksLost(kind, message)));
    return [
      ...[...cut].map(part => `${kind.title} will cut off the ${part}.`),
      ...[...unlinked].map(label => `${kind.title} will drop the “${label}” link: the URL is too long.`),
    ];
  });
}

/** The platforms that have limits and a look of their own. */
export const shownOn: readonly Shown[] = Object.values<PlatformKind>(platformKinds).filter(isShown);

type Shown = PlatformKind & Required<Pick<PlatformKind, 'read'>>;

function isShown(kind: PlatformKind): kind is Shown {
  return kind.read !== undefined;
}

/** A letter that nobody writes: where it does not come out at the end of a part, the platform has cut the part. */
const end = 'ꙮ';

function partsCut(kind: Shown, message: Message): string[] {
  const mark = { type: 'text', text: end } as const;
  const long = {
    title: { ...message, title: [...message.title, mark] },
    body: { ...message, blocks: [...message.blocks, { type: 'paragraph' as const, content: [mark] }] },
  };
  return Object.entries(long).flatMap(([part, longer]) => (kind.read(longer).includes(end) ? [] : [part]));
}

/** The labels of links that this message leaves out: neither a button `[Watch]` nor `Watch (https://…)` in its text. */
function linksLost(kind: Shown, message: Message): string[] {
  const { buttons } = message;
  const marked = (at: number) =>
    buttons.map((button, index) => (index === at ? { ...button, label: end + button.label.slice(1) } : button));
  return buttons
    .filter((_, at) => !lineOfLink.test(kind.read({ ...message, buttons: marked(at) })))
    .map(({ label }) => label);
}

const lineOfLink = new RegExp(`\\[${end}|^${end}.* \\(`, 'm');
