/** The names that a template can use, for the form: short names with their values, then all fields. */
import { toText } from '../../messages/message-text.ts';
import { type RenderContext, renderStrictly } from '../../messages/render-template.ts';
import { isShortName, type ShortName, shortNames } from '../../messages/template/short-names.ts';
import { suggestedFields } from '../../operations/template-names.ts';
import type { Form } from '../../platforms/chat-protocol.ts';
import type { ChatContext } from '../command.ts';
import { shortLabel } from '../reply/build-reply.ts';
import { readPreviewEvents } from './template-preview.ts';

/** Characters of one value, and of the list of all fields: Slack's sections hold 3000. */
const most = { value: 60, fields: 1200 };

/** Describes the names for the template's event types, one short name a line, with values of the channel's last event. */
export async function describeNames(
  context: ChatContext,
  types: readonly string[],
): Promise<Required<Pick<Form, 'intro' | 'more'>>> {
  const { contexts, ofSamples } = await readPreviewEvents(context, types);
  const [newest] = contexts;
  const names = Object.keys(shortNames) as ShortName[];
  const lines = names.map(name => `{{${name}}} ${newest ? describeValue(name, newest) : ''}`.trim());
  const fields = suggestedFields(types).filter(path => !isShortName(path));
  return {
    intro: [`Short names, each with its value in ${ofSamples ? 'a sample' : 'the last event here'}:`, ...lines].join(
      '\n',
    ),
    more: { label: 'All fields', text: shortLabel(fields.join(', '), most.fields) },
  };
}

/** `Ann Lee`, or `(empty: shows “someone”)`. */
function describeValue(name: ShortName, context: RenderContext): string {
  const { title } = renderStrictly(templateOf[name], context);
  const text = toText({ title, color: null, blocks: [], buttons: [], mentions: [], footnote: [] });
  return text === '' ? `(empty: shows “${shortNames[name].fallback}”)` : shortLabel(text, most.value);
}

const template = (name: string) => ({ title: `{{#if ${name}}}{{${name}}}{{/if}}`, color: null, buttons: [], body: '' });
/** Parsed once each. */
const templateOf = Object.fromEntries(Object.keys(shortNames).map(name => [name, template(name)])) as Record<
  ShortName,
  ReturnType<typeof template>
>;
