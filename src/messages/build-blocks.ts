/** Builders for the parts of a message. Text from people and events is inserted as plain text and never formats, links or pings. */
import type { Block, Inline } from './message.ts';

/** A text, or its parts in order. */
export type InlineText = string | readonly (string | Inline)[];

/** Converts text to inline elements. */
export function inlines(text: InlineText): Inline[] {
  const parts = typeof text === 'string' ? [text] : text;
  return parts.map(part => (typeof part === 'string' ? { type: 'text', text: part } : part));
}

/** Text in code style, for commands, names and IDs. */
export function code(text: string): Inline {
  return { type: 'text', text, style: { code: true } };
}

/** A person or group by name, where the platform shows one; otherwise `text` in code style. It never pings. */
export function named(mention: string, text = mention): Inline {
  return { type: 'text', text, mention, style: { code: true } };
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
