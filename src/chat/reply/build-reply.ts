/** Builders for replies. */

import { type InlineText, inlines } from '../../messages/build-blocks.ts';
import { type ActionButton, type Block, createMessage, type Message } from '../../messages/message.ts';
import { encodeActionId } from '../../platforms/action-id.ts';
import type { ControlRow, Reply } from '../../platforms/chat-protocol.ts';
import { shorten } from '../../util/text/cut.ts';

/** The parts that replies consist of. */
export {
  bold,
  bullets,
  code,
  type InlineText,
  inlines,
  named,
  numbered,
  paragraph,
} from '../../messages/build-blocks.ts';

/** Ends a request without doing it. The message is one sentence for the person, with nothing secret in it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Everything in a message below its title. */
interface ReplyContent {
  blocks?: readonly Block[];
  color?: Message['color'];
  /** A last line in small type. */
  footnote?: InlineText;
}

/** Builds a message from its title and content. */
function buildMessage(title: InlineText, { blocks = [], color = null, footnote = [] }: ReplyContent = {}): Message {
  return createMessage({ title: inlines(title), color, blocks: [...blocks], footnote: inlines(footnote) });
}

/** A reply that only the person who sent the request sees, unless `public` is set. */
export function reply(title: InlineText, more: ReplyContent & Omit<Reply, 'is' | 'message'> = {}): Reply {
  const { blocks, color, footnote, ...rest } = more;
  const content = { ...(blocks && { blocks }), ...(color && { color }), ...(footnote && { footnote }) };
  return { is: 'reply', message: buildMessage(title, content), ...rest };
}

/** A reply that says why the request isn't done, in orange. */
export function refuse(reason: InlineText, more: ReplyContent & Omit<Reply, 'is' | 'message'> = {}): Reply {
  return reply(reason, { color: 'orange', ...more });
}

/** A button that sends this action ID. */
export function button(label: string, action: string, style?: ActionButton['style']): ActionButton {
  return { label, action, ...(style && { style }) };
}

/** A button that runs a command, as if its text were typed after `/callboard`. */
export function commandButton(label: string, command: string, style?: ActionButton['style']): ActionButton {
  return button(label, encodeActionId({ is: 'run', words: command, shown: { is: 'reply' } }), style);
}

/** Lays out buttons in rows of five. */
export function buttons(...all: readonly ActionButton[]): ControlRow[] {
  const rows: ControlRow[] = [];
  for (let at = 0; at < all.length; at += 5) rows.push({ is: 'buttons', buttons: all.slice(at, at + 5) });
  return rows;
}

/** Shortens a text to the length of a label, 75 characters unless `most` is set, with an ellipsis. */
export function shortLabel(text: string, most = 75): string {
  return shorten(text, most);
}
