/** Answers in few words. Whatever comes from people or events is a text like any other and stays one. */

import { type Block, createMessage, type Inline, type Message } from '../../messages/message.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { Button, ControlRow, Reply } from '../../platforms/chat-protocol.ts';
import { shorten } from '../../util/cut.ts';

/** A sentence, or its parts. */
export type InlineText = string | readonly (string | Inline)[];

/** Why what was asked for is not done: one sentence for whoever asked, with nothing secret in it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

export function inlines(words: InlineText): Inline[] {
  const parts = typeof words === 'string' ? [words] : words;
  return parts.map(part => (typeof part === 'string' ? { type: 'text', text: part } : part));
}

/** As it is typed or named. */
export function code(text: string): Inline {
  return { type: 'text', text, style: { code: true } };
}

export function bold(text: string): Inline {
  return { type: 'text', text, style: { bold: true } };
}

export function paragraph(words: InlineText): Block {
  return { type: 'paragraph', content: inlines(words) };
}

export function bullets(items: readonly InlineText[]): Block {
  return { type: 'list', ordered: false, depth: 0, items: items.map(inlines) };
}

/** `from` is the number of the first. */
export function numbered(items: readonly InlineText[], from = 1): Block {
  return { type: 'list', ordered: true, depth: 0, ...(from > 1 && { from }), items: items.map(inlines) };
}

/** What is said: a heading, which may be the whole of it, and what stands below. */
export interface ReplyContent {
  blocks?: readonly Block[];
  color?: Message['color'];
  /** A small last line. */
  footnote?: InlineText;
}

export function buildMessage(
  title: InlineText,
  { blocks = [], color = null, footnote = [] }: ReplyContent = {},
): Message {
  return createMessage({ title: inlines(title), color, blocks: [...blocks], footnote: inlines(footnote) });
}

/** A reply that only the asker sees, unless `public` says otherwise. */
export function reply(title: InlineText, more: ReplyContent & Omit<Reply, 'is' | 'message'> = {}): Reply {
  const { blocks, color, footnote, ...rest } = more;
  const said = { ...(blocks && { blocks }), ...(color && { color }), ...(footnote && { footnote }) };
  return { is: 'reply', message: buildMessage(title, said), ...rest };
}

/** What is not done, and why. */
export function refuse(sentence: InlineText, more: ReplyContent & Omit<Reply, 'is' | 'message'> = {}): Reply {
  return reply(sentence, { color: 'orange', ...more });
}

export function button(label: string, action: string, style?: Button['style']): Button {
  return { label, action, ...(style && { style }) };
}

/** A button that does what these words do when they are typed after `/callboard`. */
export function commandButton(label: string, words: string, style?: Button['style']): Button {
  return button(label, writeAction('run', words), style);
}

/** Rows of five. */
export function buttons(...all: readonly Button[]): ControlRow[] {
  const rows: ControlRow[] = [];
  for (let at = 0; at < all.length; at += 5) rows.push({ is: 'buttons', buttons: all.slice(at, at + 5) });
  return rows;
}

/** At most so many characters, with an ellipsis. */
export function shortLabel(text: string, most = 75): string {
  return shorten(text, most);
}
