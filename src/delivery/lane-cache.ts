/** A lane's next deliveries in memory: a fast lane reads many at once, a slow one reads again for each. */

import { type Card, changedCard } from '../store/deliveries/cards.ts';
import type { Delivery } from '../store/deliveries/deliveries.ts';
import type { Hold } from '../store/deliveries/holds.ts';
import { type AttemptEnd, isFinal } from '../store/deliveries/outbox.ts';
import type { MessageInputs } from './compose.ts';
import type { LaneState } from './load-lanes.ts';

/** The first delivery of a lane, those behind it, and the lane's hold. */
interface LaneHead {
  head: Delivery;
  card: Card | null;
  behind: readonly Delivery[];
  inputs: MessageInputs;
  hold: Hold | null;
}

interface LaneCache {
  /** The next delivery from memory; null: read again. */
  readonly next: LaneHead | null;
  /** Whether all that waited at the last read is sent. Deliveries that were added since then have woken the lane. */
  readonly isDone: boolean;
  /** When the next delivery may be sent if all have to wait, milliseconds; null: none waits. As of the last read. */
  readonly dueAt: number | null;
  /** Reads from the store, where the end of every attempt must be recorded by now. Null: nothing waits. */
  read(): Promise<LaneHead | null>;
  /** Applies the end of the head's attempt. `batched` are the ids of the rest of its batch. */
  ended(end: AttemptEnd, batched: readonly number[]): void;
}

/** Milliseconds that a read is used for: only this lane sends these, but sessions continue and templates change. */
const freshFor = 1000;

/** Creates an empty cache. */
export function createLaneCache(channel: string, readLane: (channel: string) => Promise<LaneState | null>): LaneCache {
  let state: LaneState | null = null;
  let readAt = Number.NEGATIVE_INFINITY;

  function laneHead(): LaneHead | null {
    if (!state) return null;
    const { waiting, cards, inputs, hold } = state;
    const [head, ...behind] = waiting;
    const card = (head?.cardId && cards.get(head.cardId)) || null;
    return head ? { head, card, behind, inputs, hold } : null;
  }

  return {
    get next() {
      return performance.now() - readAt > freshFor ? null : laneHead();
    },
    get isDone() {
      return state?.isAll === true && state.waiting.length === 0;
    },
    get dueAt() {
      return state?.dueAt ?? null;
    },
    async read() {
      readAt = performance.now();
      state = await readLane(channel);
      return laneHead();
    },
    ended(end, batched) {
      if (!state) return;
      const { waiting, cards, hold } = state;
      const card = end.card && cards.get(end.card.id);
      const hasEnded = isFinal(end);
      state = {
        ...state,
        isAll: state.isAll && hasEnded,
        cards: end.card && card ? new Map(cards).set(card.id, changedCard(card, end.card)) : cards,
        waiting: hasEnded ? waiting.slice(1).filter(({ id }) => !batched.includes(id)) : [],
        hold: end.hold === undefined ? hold : end.hold && { channel, ...end.hold },
      };
    },
  };
}
