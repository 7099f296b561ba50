/** What is more than one answer holds is shown in pages: nothing is left out without a word. */
import type { Block } from '../../messages/message.ts';
import type { ControlRow } from '../../platforms/chat-protocol.ts';
import { button, buttons, paragraph } from './build-reply.ts';

export interface Page<Item> {
  shown: readonly Item[];
  /** How many come before them. */
  before: number;
  /** `Channels 26–50 of 130`, where there are several pages. */
  where: Block[];
  /** To the pages before and after. */
  turn: ControlRow[];
}

export interface PageOptions {
  /** From 0; a number too high is the last. */
  page: number;
  /** Items on one. */
  size: number;
  /** What they are: `Channels`. */
  what: string;
  /** The action that opens a page. */
  action(page: number): string;
}

export function pageOf<Item>(all: readonly Item[], { page, size, what, action }: PageOptions): Page<Item> {
  const last = Math.max(0, Math.ceil(all.length / size) - 1);
  const at = Math.min(page, last);
  const from = at * size;
  const shown = all.slice(from, from + size);
  return {
    shown,
    before: from,
    where: last > 0 ? [paragraph(`${what} ${from + 1}–${from + shown.length} of ${all.length}`)] : [],
    turn: buttons(
      ...(at > 0 ? [button('Previous', action(at - 1))] : []),
      ...(at < last ? [button('Next', action(at + 1))] : []),
    ),
  };
}

/** The page that an action was written with; the first for what is none. */
export function readPage(text = ''): number {
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
}
