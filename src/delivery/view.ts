/** What a lane sees of the store: its next deliveries and what their messages are made of. */
import type { Delivery } from '../store/deliveries.ts';
import { findTrouble, type LaneTrouble } from '../store/lanes.ts';
import type { AttemptEnd } from '../store/outbox.ts';
import { waitingInLane } from '../store/outbox.ts';
import type { Db } from '../store/tables.ts';
import type { AttemptOptions } from './attempt.ts';
import type { Material } from './compose.ts';
import { foldLimits, isLate } from './fold.ts';

/** What is seen: the head, what waits behind it, and the lane's troubles. */
export interface Seen {
  head: Delivery;
  behind: readonly Delivery[];
  material: Material;
  trouble: LaneTrouble | null;
}

export interface View {
  /** Of what was read and is still good, without asking the store; null: read again. */
  readonly next: Seen | null;
  /** Asks the store, which by then must know how every attempt ended; null: nothing waits. */
  read(): Promise<Seen | null>;
  /** How the head's attempt ended, and which its message told of beside. */
  ended(end: AttemptEnd, folded: readonly number[]): void;
}

/** Milliseconds that what was read is good for: nobody else sends here, but sessions go on and templates change. */
const freshFor = 1000;

/** How many are read at once, unless they may be told in one message. */
const readAhead = 16;

/** A fast lane reads many at once, a slow one afresh for each. */
export function createView(
  db: Db,
  channel: string,
  { gather, foldAfter }: Pick<AttemptOptions, 'gather' | 'foldAfter'>,
): View {
  let waiting: Delivery[] = [];
  let trouble: LaneTrouble | null = null;
  let material: Material;
  let readAt = Number.NEGATIVE_INFINITY;

  function seen(): Seen | null {
    const [head, ...behind] = waiting;
    return head ? { head, behind, material, trouble } : null;
  }

  return {
    get next() {
      return performance.now() - readAt > freshFor ? null : seen();
    },
    async read() {
      readAt = performance.now();
      waiting = await waitingInLane(db, channel, readAhead);
      const [head] = waiting;
      if (!head) return null;
      if (waiting.length === readAhead && isLate(head, Date.now(), foldAfter)) {
        waiting = await waitingInLane(db, channel, foldLimits.deliveries);
      }
      trouble = await findTrouble(db, channel);
      material = await gather(channel, waiting);
      return seen();
    },
    ended(end, folded) {
      if (end.trouble !== undefined) trouble = end.trouble && { channel, ...end.trouble };
      if (end.state === 'sent' || end.state === 'dead')
        waiting = waiting.slice(1).filter(({ id }) => !folded.includes(id));
      else waiting = [];
    },
  };
}
