/** Builders for replies. Text from people and events is inserted as plain text and never formats, links or pings. */

import { type Block, createMessage, type Inline, type Message } from '../../messages/message.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { Button, ControlRow, Reply } from '../../platforms/chat-protocol.ts';
import { shorten } from '../../util/text/cut.ts';

/** A text, or its parts in order. */
export type InlineText = string | readonly (string | Inline)[];

/** Ends a request without doing it. The message is one sentence for the person, with nothing secret in it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Converts text to inline elements. */
export function inlines(text: InlineText): Inline[] {
  const parts = typeof text === 'string' ? [text] : text;
  return parts.map(part => (typeof part === 'string' ? { type: 'text', text: part } : part));
}

/** Text in code style, for commands, names and IDs. */
export function code(text: string): Inline {
  return { type: 'text', text, style: { code: true } };
}

/** Text in bold. */
export function bold(text: string): Inline {
  return { type: 'text', text, style: { bold: true } };
}

/** A paragraph. */
export function paragraph(text: InlineText): Block {
  return { type: 'paragraph', content: inlines(text) };
}

/** A bulleted list. */
export function bullets(items: readonly InlineText[]): Block {
  return { type: 'list', ordered: false, depth: 0, items: items.map(inlines) };
}

/** A numbered list; `from` is the number of the first item. */
export function numbered(items: readonly InlineText[], from = 1): Block {
  return { type: 'list', ordered: true, depth: 0, ...(from > 1 && { from }), items: items.map(inlines) };
}

/** Everything in a message below its title. */
export interface ReplyContent {
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
export function button(label: string, action: string, style?: Button['style']): Button {
  return { label, action, ...(style && { style }) };
}

/** A button that runs a command, as if its text were typed after `/callboard`. */
export function commandButton(label: string, command: string, style?: Button['style']): Button {
  return button(label, writeAction('run', command), style);
}

/** Lays out buttons in rows of five. */
export function buttons(...all: readonly Button[]): ControlRow[] {
  const rows: ControlRow[] = [];
  for (let at = 0; at < all.length; at += 5) rows.push({ is: 'buttons', buttons: all.slice(at, at + 5) });
  return rows;
}

/** Shortens a text to the length of a label, 75 characters unless `most` is set, with an ellipsis. */
export function shortLabel(text: string, most = 75): string {
  return shorten(text, most);
}
