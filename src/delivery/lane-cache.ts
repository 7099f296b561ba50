/** What a lane sees of the store: its next deliveries and what their messages are made of. */

import type { Delivery } from '../store/deliveries/deliveries.ts';
import type { Hold } from '../store/deliveries/holds.ts';
import type { AttemptEnd } from '../store/deliveries/outbox.ts';
import type { MessageInputs } from './compose.ts';
import type { LaneState } from './load-lanes.ts';

/** What is seen: the head, what waits behind it, and the lane's troubles. */
export interface LaneHead {
  head: Delivery;
  behind: readonly Delivery[];
  material: MessageInputs;
  trouble: Hold | null;
}

export interface LaneCache {
  /** Of what was read and is still good, without asking the store; null: read again. */
  readonly next: LaneHead | null;
  /** Asks the store, which by then must know how every attempt ended; null: nothing waits. */
  read(): Promise<LaneHead | null>;
  /** How the head's attempt ended, and which its message told of beside. */
  ended(end: AttemptEnd, folded: readonly number[]): void;
}

/** Milliseconds that what was read is good for: nobody else sends here, but sessions go on and templates change. */
const freshFor = 1000;

/** A fast lane reads many at once, a slow one afresh for each. */
export function createLaneCache(channel: string, readLane: (channel: string) => Promise<LaneState | null>): LaneCache {
  let state: LaneState | null = null;
  let readAt = Number.NEGATIVE_INFINITY;

  function seen(): LaneHead | null {
    if (!state) return null;
    const { waiting, material, trouble } = state;
    const [head, ...behind] = waiting;
    return head ? { head, behind, material, trouble } : null;
  }

  return {
    get next() {
      return performance.now() - readAt > freshFor ? null : seen();
    },
    async read() {
      readAt = performance.now();
      state = await readLane(channel);
      return seen();
    },
    ended(end, folded) {
      if (!state) return;
      const { waiting, trouble } = state;
      const isOver = end.state === 'sent' || end.state === 'dead';
      state = {
        ...state,
        waiting: isOver ? waiting.slice(1).filter(({ id }) => !folded.includes(id)) : [],
        trouble: end.trouble === undefined ? trouble : end.trouble && { channel, ...end.trouble },
      };
    },
  };
}
