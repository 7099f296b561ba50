/** What a template's author should know before saving: nothing here forbids it. */
import { type PartName, parts } from '../../events/event.ts';
import { findEventType } from '../../events/types.ts';
import type { Message } from '../../messages/message.ts';
import type { Template } from '../../messages/template.ts';
import { platformKinds } from '../../platforms/index.ts';
import type { PlatformKind } from '../../platforms/platform.ts';

/** One sentence each. `messages` are renderings of the template, for the platforms' limits. */
export function lintTemplate(template: Template, types: readonly string[], messages: readonly Message[]): string[] {
  const texts = [template.title, template.body, ...template.buttons.flatMap(({ label, url }) => [label, url])];
  return [...lintMentions(texts), ...lintParts(texts.join('\n'), types), ...lintLengths(messages)];
}

/** Names come from outside: whoever is called `here` must not look like a mention. */
function lintMentions(texts: readonly string[]): string[] {
  const faked = texts.some(text => /@\s?\{\{|<[@!#]&?\s?\{\{/.test(text));
  const literal = texts.flatMap(text => /@(?:here|everyone|channel)\b|<[@!][^>{]*>/.exec(text)?.[0] ?? []);
  return [
    ...(faked
      ? ['An @ stands before a value: somebody who calls themselves "here" would look like a mention. Leave it out.']
      : []),
    ...(literal.length > 0 ? [`${literal[0]} in a template pings nobody: the rule mentions people (mention).`] : []),
  ];
}

/** A field that exists, and that these events never have. */
function lintParts(text: string, types: readonly string[]): string[] {
  const known = types.map(type => findEventType(type)?.parts ?? null);
  if (known.length === 0 || known.includes(null)) return [];
  const had = new Set(known.flatMap(names => names ?? []));
  const written = [...text.matchAll(/\{\{[^}]*\}\}/g)]
    .map(([expression]) => expression.replace(/"[^"]*"/g, ''))
    .join(' ');
  const never = (Object.keys(parts) as PartName[]).filter(
    name => !had.has(name) && new RegExp(`(?<![\\w.@])${name}\\.`).test(written),
  );
  return never.map(name => `${types[0]} never has ${name}: what is written with it comes out empty.`);
}

function lintLengths(messages: readonly Message[]): string[] {
  return Object.values<PlatformKind>(platformKinds)
    .filter(({ name }) => name !== 'preview')
    .flatMap(kind => {
      const cut = new Set(messages.flatMap(message => partsCut(kind, message)));
      return [...cut].map(part => `Too long for ${kind.title}: the ${part} is cut there.`);
    });
}

/** A letter that nobody writes: where it does not come out at the end of a part, the platform has cut the part. */
const end = 'ꙮ';

function partsCut(kind: PlatformKind, message: Message): string[] {
  const mark = { type: 'text', text: end } as const;
  const long = {
    title: { ...message, title: [...message.title, mark] },
    body: { ...message, blocks: [...message.blocks, { type: 'paragraph' as const, content: [mark] }] },
  };
  return Object.entries(long).flatMap(([part, longer]) => (write(kind.shape(longer)).includes(end) ? [] : [part]));
}

/** Slack's `text` is for notifications, and shorter than what stands in the channel. */
function write(body: unknown): string {
  const { text: _text, ...shown } = body as Record<string, unknown>;
  return JSON.stringify(shown);
}
