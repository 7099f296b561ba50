/** Sorts a session's events by when they happened. */

import { momentOf } from './attendance.ts';
import type { Event, StoredEvent } from './event.ts';
import { compareText } from './participants.ts';

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

/** The accepted events in order, each id once. */
export function orderEvents(events: readonly StoredEvent[]): StoredEvent[] {
  const seen = new Set<string>();
  return events
    .filter(event => event.status === 'accepted')
    .sort(compareEvents)
    .filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** Inserts an event into ordered events. True if it is now the last one. */
export function insertInOrder(ordered: StoredEvent[], event: StoredEvent): boolean {
  let [low, high] = [0, ordered.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareEvents(ordered[middle] as StoredEvent, event) < 0) low = middle + 1;
    else high = middle;
  }
  ordered.splice(low, 0, event);
  return low === ordered.length - 1;
}

const moments = new WeakMap<StoredEvent, number>();

/** Cached, since an event is compared with many. */
function cachedMoment(event: StoredEvent): number {
  const known = moments.get(event);
  if (known !== undefined) return known;
  const moment = momentOf(event);
  moments.set(event, moment);
  return moment;
}

function compareEvents(a: StoredEvent, b: StoredEvent): number {
  return cachedMoment(a) - cachedMoment(b) || rankOf(a) - rankOf(b) || compareText(a.id, b.id) || a.seq - b.seq;
}

function rankOf(event: Event): number {
  return ranks[event.type] ?? otherRank;
}
