/**
 * The message: a template rendered for an event, independent of platforms. It is structure, not markup: an event's values
 * are text in `text` nodes and can't ping, link or style.
 */

export const colors = ['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'gray'] as const;
export type Color = (typeof colors)[number];

export interface Style {
  bold?: boolean;
  italic?: boolean;
  code?: boolean;
}

/** Formats of a time in the reader's zone: time of day, date, both, or relative to now. */
export const timeStyles = ['time', 'date', 'datetime', 'relative'] as const;
export type TimeStyle = (typeof timeStyles)[number];

export type Inline =
  /** `mention`: a platform's mention of a person or group, shown as its name without pinging, instead of `text`. */
  | { type: 'text'; text: string; mention?: string; style?: Style }
  | { type: 'link'; url: string; text: string; style?: Style }
  /** `at` in whole seconds since 1970; `fallback` for readers that cannot write times in their own zone. */
  | { type: 'time'; at: number; format: TimeStyle; fallback: string; style?: Style }
  | { type: 'break' };

export type Block =
  | { type: 'paragraph'; content: Inline[] }
  | { type: 'heading'; content: Inline[] }
  /** `depth` 0 is the outermost list; `from` is the first number of an ordered list, by default 1. */
  | { type: 'list'; ordered: boolean; depth: number; from?: number; items: Inline[][] }
  | { type: 'quote'; content: Inline[] }
  | { type: 'code'; text: string }
  | { type: 'divider' };

/** A button that opens a page; `url` is http or https. */
export interface LinkButton {
  label: string;
  url: string;
}

/** A button that makes Callboard act when it is pressed. */
export interface ActionButton {
  /** At most 75 characters. */
  label: string;
  /**
   * An action id of at most 100 characters, see platforms/action-id.ts; chat/state/long-actions.ts shortens longer ones in
   * replies. In a posted message it carries the id of a row, which decides the rights and the state.
   */
  action: string;
  style?: 'primary' | 'danger';
}

/** Action buttons of a message: one row on every platform. The others are left out. */
export const maxActionButtons = 5;

/** Follows the text of a link that is too long to be posted. */
export const leftOutOfText = " (link too long: open it in the provider's dashboard)";

export interface Message {
  title: Inline[];
  color: Color | null;
  blocks: Block[];
  buttons: LinkButton[];
  /** Shown in front of the link buttons; undefined: none. */
  actions?: ActionButton[];
  /** Mentions to ping, in the platform's syntax (`<!here>`, `<@U1>`, `<@&123>`). From the rule, never from an event. */
  mentions: string[];
  /** A small last line. */
  footnote: Inline[];
}

/** A message with these parts; the others are empty. */
export function createMessage(parts: Partial<Message>): Message {
  return { title: [], color: null, blocks: [], buttons: [], mentions: [], footnote: [], ...parts };
}
