/** Splits a list into pages when it is too long for one answer. */
import type { Block } from '../../messages/message.ts';
import type { ControlRow } from '../../platforms/chat-protocol.ts';
import { button, buttons, paragraph } from './build-reply.ts';

export interface Page<Item> {
  /** The items of this page. */
  shown: readonly Item[];
  /** Items on the pages before this one. */
  before: number;
  /** `Channels 26–50 of 130`; empty when there is only one page. */
  where: Block[];
  /** Buttons to the previous and next page. */
  pageButtons: ControlRow[];
}

interface PageOptions {
  /** From 0. A page past the end shows the last one. */
  page: number;
  /** Items per page. */
  size: number;
  /** Plural noun of the items: `Channels`. */
  what: string;
  /** The action ID that opens a page. */
  action(page: number): string;
}

/** Cuts one page out of a list, with its position and its buttons. */
export function pageOf<Item>(all: readonly Item[], { page, size, what, action }: PageOptions): Page<Item> {
  const last = Math.max(0, Math.ceil(all.length / size) - 1);
  const at = Math.min(page, last);
  const from = at * size;
  const shown = all.slice(from, from + size);
  return {
    shown,
    before: from,
    where: last > 0 ? [paragraph(`${what} ${from + 1}–${from + shown.length} of ${all.length}`)] : [],
    pageButtons: buttons(
      ...(at > 0 ? [button('Previous', action(at - 1))] : []),
      ...(at < last ? [button('Next', action(at + 1))] : []),
    ),
  };
}

/** Reads the page number that an action carries; 0 for anything invalid. */
export function readPage(text = ''): number {
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
}
