/** The names that a template can use, for the form: short names with their values, then all fields. */
import { toText } from '../../messages/message-text.ts';
import { type RenderContext, renderStrictly } from '../../messages/render-template.ts';
import { isShortName, type ShortName, shortNames } from '../../messages/template/short-names.ts';
import { suggestedFields } from '../../operations/template-names.ts';
import type { ChatContext } from '../command.ts';
import { shortLabel } from '../reply/build-reply.ts';
import { readPreviewEvents } from './template-preview.ts';

/** Characters of one value, and of the whole text: Discord's modals hold 4000, Slack's sections 3000. */
const most = { value: 60, text: 2000 };

/** Describes the names for the template's event types, one short name a line, with values of the channel's last event. */
export async function describeNames(context: ChatContext, types: readonly string[]): Promise<string> {
  const { contexts, ofSamples } = await readPreviewEvents(context, types);
  const [newest] = contexts;
  const example = ofSamples ? 'a sample' : 'the last event here';
  const fields = suggestedFields(types).filter(path => !isShortName(path));
  const lines = [
    `Short names, each with its value in ${example}:`,
    ...(Object.keys(shortNames) as ShortName[]).map(name =>
      `{{${name}}} ${newest ? describeValue(name, newest) : ''}`.trim(),
    ),
    '',
    `All fields: ${fields.join(', ')}`,
  ];
  return shortLabel(lines.join('\n'), most.text);
}

/** `Ann Lee`, or `– (reads “someone”)` for plain words. */
function describeValue(name: ShortName, context: RenderContext): string {
  const { title } = renderStrictly(templateOf[name], context);
  const text = toText({ title, color: null, blocks: [], buttons: [], mentions: [], footnote: [] });
  return text === '' ? `– (reads “${shortNames[name].fallback}”)` : shortLabel(text, most.value);
}

const template = (name: string) => ({ title: `{{#if ${name}}}{{${name}}}{{/if}}`, color: null, buttons: [], body: '' });
/** Parsed once each. */
const templateOf = Object.fromEntries(Object.keys(shortNames).map(name => [name, template(name)])) as Record<
  ShortName,
  ReturnType<typeof template>
>;
