/**
 * The message: a template rendered for an event, before any platform has shaped it. It is structure, not markup:
 * whatever an event's values contain is text in a `text` node and can neither ping, link nor style.
 */

export const colors = ['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'gray'] as const;
export type Color = (typeof colors)[number];

export interface Style {
  bold?: boolean;
  italic?: boolean;
  code?: boolean;
}

/** How a moment is written: `14:05`, `21 November 2026`, both, or `5 minutes ago`, in the reader's own zone. */
export const timeStyles = ['time', 'date', 'datetime', 'relative'] as const;
export type TimeStyle = (typeof timeStyles)[number];

export type Inline =
  | { type: 'text'; text: string; style?: Style }
  | { type: 'link'; url: string; text: string; style?: Style }
  /** `at` in whole seconds since 1970; `fallback` for readers that cannot write times in their own zone. */
  | { type: 'time'; at: number; format: TimeStyle; fallback: string; style?: Style }
  | { type: 'break' };

export type Block =
  | { type: 'paragraph'; content: Inline[] }
  | { type: 'heading'; content: Inline[] }
  /** `depth` 0 is the outermost list; `from` is the first number of an ordered one, 1 where it is not said. */
  | { type: 'list'; ordered: boolean; depth: number; from?: number; items: Inline[][] }
  | { type: 'quote'; content: Inline[] }
  | { type: 'code'; text: string }
  | { type: 'divider' };

/** A button that opens a page; `url` is http or https. */
export interface LinkButton {
  label: string;
  url: string;
}

/** Stands behind the words of a link that is too long to be posted. */
export const leftOutOfText = " (link too long: open it in the provider's dashboard)";

export interface Message {
  title: Inline[];
  color: Color | null;
  blocks: Block[];
  buttons: LinkButton[];
  /** Whom to ping, in the platform's own words (`<!here>`, `<@U1>`, `<@&123>`); from the rule, never from an event. */
  mentions: string[];
  /** A small last line. */
  footnote: Inline[];
}

/** A message with these parts; the others are empty. */
export function createMessage(parts: Partial<Message>): Message {
  return { title: [], color: null, blocks: [], buttons: [], mentions: [], footnote: [], ...parts };
}
