/** The names that a template can use, for the form: short names with their values, then all fields. */
import type { Field } from '../../events/fields.ts';
import type { Inline } from '../../messages/message.ts';
import { toText } from '../../messages/message-text.ts';
import { type RenderContext, renderStrictly } from '../../messages/render-template.ts';
import { isShortName, type ShortName, shortNames } from '../../messages/template/short-names.ts';
import type { Template } from '../../messages/template/template.ts';
import { exampleOfField } from '../../operations/sample-event.ts';
import { suggestedFields } from '../../operations/template-names.ts';
import type { NameList } from '../../platforms/chat-protocol.ts';
import { relativeTime } from '../../util/relative-time.ts';
import type { ChatContext } from '../command.ts';
import { shortLabel } from '../reply/build-reply.ts';
import { readPreviewEvents } from './template-preview.ts';

/** Characters of one value. */
const mostOfValue = { short: 60, field: 40 };

/**
 * Describes the names for the template's event types. A short name has its value in the channel's last event, a field has
 * its kind and an example: from the last events, or from a sample when it is empty there.
 */
export async function describeNames(context: ChatContext, types: readonly string[]): Promise<NameList[]> {
  const { contexts, ofSamples } = await readPreviewEvents(context, types);
  const [newest] = contexts;
  return [
    {
      label: `Short names, each with its value in ${ofSamples ? 'a sample' : 'the last event here'}`,
      names: (Object.keys(shortNames) as ShortName[]).map(name => ({
        text: `{{${name}}}`,
        ...(newest ? describeShortName(name, newest) : { note: '' }),
      })),
    },
    {
      label: 'All fields',
      names: suggestedFields(types)
        .filter(({ path }) => !isShortName(path))
        .map(field => ({ text: `{{${field.path}}}`, note: describeField(field, contexts) })),
      folded: true,
    },
  ];
}

/** A name's note, and the time that is its value. */
type Note = Pick<NameList['names'][number], 'note' | 'at'>;

/** `Ann Lee`, or `(empty: shows “someone”)`. A time is relative, except on the page, which knows the reader's zone. */
function describeShortName(name: ShortName, context: RenderContext): Note {
  const title = render(name, context);
  const [time, second] = title;
  if (time?.type === 'time' && !second) return { note: relativeTime(time.at * 1000), at: time.at };
  const text = write(title);
  return { note: text === '' ? `(empty: shows “${shortNames[name].fallback}”)` : shortLabel(text, mostOfValue.short) };
}

const kindWords = {
  text: 'text',
  number: 'number',
  flag: 'yes or no',
  list: 'list',
  object: 'group of fields',
} as const;

/** Examples of fields that samples lack, by the last part of the path. */
const ownExamples: Readonly<Record<string, string>> = {
  ...{ id: 'front-desk', name: 'Front desk', reason: 'timeout', error: 'no recording server', encrypted: 'true' },
  ...{ path: 'recordings/sync.mp4', kind: 'composite', format: 'mp4' },
};

/** `number, e.g. 65`, or `text: audio, video` for a choice. */
function describeField({ path, kind, values }: Field, contexts: readonly RenderContext[]): string {
  if (values && values.length <= 4) return `${kindWords[kind]}: ${values.join(', ')}`;
  const inEvents = contexts.map(context => write(render(path, context))).find(text => text !== '');
  const example = inEvents ?? exampleOfField(path) ?? ownExamples[path.slice(path.lastIndexOf('.') + 1)];
  if (example === undefined) return kind === 'list' ? 'list, for {{#each}}' : kindWords[kind];
  return `${kindWords[kind]}, e.g. ${shortLabel(example, mostOfValue.field)}`;
}

/** A name's value in an event; empty when the event has none. */
function render(name: string, context: RenderContext): Inline[] {
  const [first, ...rest] = renderStrictly(templateFor(name), { ...context, timezone: null }).title;
  if (first?.type !== 'text') return rest;
  const text = first.text.slice(before.length);
  return text === '' ? rest : [{ ...first, text }, ...rest];
}

/** The text before the name: plain words at the start of a sentence would get a capital letter. */
const before = 'x ';

const write = (title: Inline[]) => toText({ title, color: null, blocks: [], buttons: [], mentions: [], footnote: [] });

/** One template for each name, so that each is compiled once. */
const templates = new Map<string, Template>();

function templateFor(name: string): Template {
  const known = templates.get(name);
  if (known) return known;
  const created = { title: `${before}{{#if ${name}}}{{${name}}}{{/if}}`, color: null, buttons: [], body: '' };
  templates.set(name, created);
  return created;
}
