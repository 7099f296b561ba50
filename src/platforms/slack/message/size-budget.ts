/**
 * Room: how much JSON a message may still take. Slack counts the JSON of all blocks (limits.ts), so everything is
 * measured as JSON; a text that does not fit is cut with an ellipsis, and what comes after it is left out.
 */
import { cutText } from '../../../util/cut.ts';
import type { Element } from './elements.ts';

export interface Room {
  /** Characters of JSON. */
  left: number;
  /** Something was left out: nothing more goes in. */
  full: boolean;
}

const ellipsis = { type: 'text', text: '…' } as const;
const jsonLength = (value: unknown): number => JSON.stringify(value).length + 1;

/** Room for `size` characters of JSON, one ellipsis set aside. */
export const createRoom = (size: number): Room => ({ left: size - jsonLength(ellipsis), full: false });

/** Takes room for a value as JSON; false, taking nothing, when there is not enough. */
export function take(room: Room, value: unknown): boolean {
  const size = jsonLength(value);
  if (room.full || size > room.left) return false;
  room.left -= size;
  return true;
}

/** As many of the elements as there is room for, the last text cut, then an ellipsis. */
export function fill<E extends Element>(room: Room, elements: E[]): (E | typeof ellipsis)[] {
  const fitting: (E | typeof ellipsis)[] = [];
  for (const element of elements) {
    if (take(room, element)) {
      fitting.push(element);
      continue;
    }
    const start =
      element.type === 'text' ? cutToJson(element.text, room.left - jsonLength({ ...element, text: '' })) : '';
    if (start) fitting.push({ ...element, text: start });
    return [...fitting, close(room)];
  }
  return fitting;
}

/** Nothing more goes in; the ellipsis that says so. */
export function close(room: Room): typeof ellipsis {
  room.full = true;
  room.left = 0;
  return ellipsis;
}

/** The longest start of a text that is at most `max` characters inside JSON quotes. */
function cutToJson(text: string, max: number): string {
  let size = 0;
  let end = 0;
  for (const character of text) {
    size += JSON.stringify(character).length - 2;
    if (size > max) break;
    end += character.length;
  }
  return cutText(text, end);
}
