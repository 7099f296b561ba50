/** Warnings shown before a template is saved, in addition to the preview. */

import type { Block, Message } from '../../messages/message.ts';
import type { Template } from '../../messages/template/template.ts';
import { lintTemplate, renderedPlatforms } from '../../operations/lint-template.ts';
import { splitAddress } from '../../platforms/platform.ts';
import { counted } from '../../util/plural.ts';
import { bold, bullets, paragraph } from '../reply/build-reply.ts';
import type { Preview } from './template-preview.ts';

/** Characters shown of a text that is cut: its beginning and its end. */
const most = { beginning: 900, end: 300 };

/** Lists the warnings, and shows the newest message as text the way the other platform renders it. */
export async function templateWarnings(
  channel: string,
  template: Template,
  types: readonly string[],
  { messages, events }: Preview,
): Promise<Block[]> {
  const warnings = await lintTemplate(template, types, messages, { real: events.ofSamples ? [] : events.contexts });
  const [newest] = messages;
  return [
    ...(warnings.length > 0 ? [paragraph('Check before saving:'), bullets(warnings)] : []),
    ...(newest ? shownElsewhere(channel, newest) : []),
  ];
}

/** Empty in the preview channels, which show every platform's rendering. */
function shownElsewhere(channel: string, message: Message): Block[] {
  const { platform } = splitAddress(channel);
  const others = renderedPlatforms.some(({ name }) => name === platform)
    ? renderedPlatforms.filter(({ name }) => name !== platform)
    : [];
  return others.flatMap((kind): Block[] => [
    paragraph(['The same message on ', bold(kind.title), ':']),
    { type: 'code', text: cutMiddle(kind.renderText(message)) },
  ]);
}

function cutMiddle(text: string): string {
  const left = text.length - most.beginning - most.end;
  if (left <= 0) return text;
  return [text.slice(0, most.beginning), `… ${counted(left, 'more character')}`, text.slice(-most.end)].join('\n');
}
