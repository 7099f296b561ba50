/** Orders a session's events by when they happened. */

import { momentOf } from './attendance.ts';
import type { StoredEvent } from './event.ts';

/** The order of events with the same time: openings before closings. */
const ranks: Readonly<Record<string, number>> = {
  'call.initiated': 0,
  'call.ringing': 1,
  'call.answered': 2,
  'call.started': 3,
  'meeting.started': 3,
  'participant.joined': 4,
  'participant.left': 6,
  'call.rejected': 7,
  'call.missed': 8,
  'call.failed': 9,
  'call.ended': 10,
  'meeting.ended': 10,
};
const otherRank = 5;
const rankCount = 11;

/** A number that is smaller for an earlier event. */
export function orderOf(event: StoredEvent): number {
  return momentOf(event) * rankCount + (ranks[event.type] ?? otherRank);
}

/** A value, with the order of the event that reports it. */
export type Ordered<Value> = readonly [order: number, value: Value];

/** Compares by order, then by the value's text: the result doesn't depend on which one arrived first. */
function compareOrdered(a: Ordered<unknown>, b: Ordered<unknown>): number {
  return a[0] - b[0] || compareText(JSON.stringify(a[1]), JSON.stringify(b[1]));
}

/** The earlier of two values. */
export function earlier<Value>(known: Ordered<Value> | null, other: Ordered<Value>): Ordered<Value> {
  return known !== null && compareOrdered(known, other) <= 0 ? known : other;
}

/** Adds a value to the first `most` different ones, in order. Each value keeps its earliest order. */
export function addDistinct<Value>(list: Ordered<Value>[], added: Ordered<Value>, most: number): void {
  const text = JSON.stringify(added[1]);
  const at = list.findIndex(([, value]) => JSON.stringify(value) === text);
  const known = list[at];
  if (known && known[0] <= added[0]) return;
  if (known) list.splice(at, 1);
  insert(list, added);
  if (list.length > most) list.pop();
}

/** Adds a value to the last `most`, in order. */
export function addNewest<Value>(list: Ordered<Value>[], added: Ordered<Value>, most: number): void {
  if (list.some(known => compareOrdered(known, added) === 0)) return;
  insert(list, added);
  if (list.length > most) list.shift();
}

function insert<Value>(list: Ordered<Value>[], added: Ordered<Value>): void {
  const at = list.findIndex(known => compareOrdered(known, added) > 0);
  list.splice(at === -1 ? list.length : at, 0, added);
}

/** Compares by code units, independent of the locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
