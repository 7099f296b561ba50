/** What who writes a template should know of it before it is saved, beside how it looks on their own platform. */

import type { Block, Message } from '../../messages/message.ts';
import type { Template } from '../../messages/template/template.ts';
import { lintTemplate, shownOn } from '../../operations/lint-template.ts';
import { splitAddress } from '../../platforms/platform.ts';
import { counted } from '../../util/plural.ts';
import { bold, bullets, paragraph } from '../reply/build-reply.ts';

/** Characters of a text that is told: its beginning and its end, where it is cut. */
const most = { beginning: 900, end: 300 };

/** What is to be considered, and how the newest of the messages reads on the other platform. */
export async function templateWarnings(
  channel: string,
  template: Template,
  types: readonly string[],
  messages: readonly Message[],
): Promise<Block[]> {
  const warnings = await lintTemplate(template, types, messages);
  const [newest] = messages;
  return [
    ...(warnings.length > 0 ? [paragraph('Check before saving:'), bullets(warnings)] : []),
    ...(newest ? shownElsewhere(channel, newest) : []),
  ];
}

/** Nothing in the preview, which shows every platform's look. */
function shownElsewhere(channel: string, message: Message): Block[] {
  const { platform } = splitAddress(channel);
  const others = shownOn.some(({ name }) => name === platform) ? shownOn.filter(({ name }) => name !== platform) : [];
  return others.flatMap((kind): Block[] => [
    paragraph(['The same message on ', bold(kind.title), ':']),
    { type: 'code', text: shorten(kind.renderText(message)) },
  ]);
}

function shorten(text: string): string {
  const left = text.length - most.beginning - most.end;
  if (left <= 0) return text;
  return [text.slice(0, most.beginning), `… ${counted(left, 'more character')}`, text.slice(-most.end)].join('\n');
}
