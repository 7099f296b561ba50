/**
 * Hands new deliveries to idle lanes, which post them from memory. A transaction begins the attempts only of lanes that it
 * was offered, and an offered lane stays idle until the transaction has ended. So no lane reads, as a message that may be
 * posted, a delivery that is about to be handed to it.
 */
import { createSessionBuilder } from '../events/build-session.ts';
import type { StoredEvent } from '../events/event.ts';
import type { Session } from '../events/session.ts';
import type { BegunDelivery, IdleLanes } from '../pipeline/begin-attempts.ts';
import type { IngestResult } from '../pipeline/ingest-batch.ts';
import { toEvent } from '../store/events/events.ts';
import { toStoredEvent } from '../store/events/insert-events.ts';
import type { NewEvent } from '../store/events/new-event.ts';
import { type EventData, readSession } from '../store/events/read-sessions.ts';
import type { Db } from '../store/tables.ts';
import type { LoadTemplates, MessageInputs } from './compose.ts';

/** A delivery whose attempt has begun, with all that its message needs except the templates. */
export interface Handoff extends BegunDelivery {
  event: StoredEvent;
}

/** Returns the deliveries that the transaction began, with the events that it stored. */
export function toHandoffs({ stored, routed }: IngestResult, events: readonly NewEvent[]): Handoff[] {
  return routed.begun.flatMap(begun => {
    const at = stored.findIndex(({ seq }) => seq === begun.delivery.eventSeq);
    const [result, event] = [stored[at], events[at]];
    return event && result?.seq ? [{ ...begun, event: toStoredEvent(event, result.id, result.seq) }] : [];
  });
}

/** Returns the inputs of the message. Reads the store only for changed templates and for a long session. */
export async function handoffInputs(
  db: Db,
  { delivery: { channel }, event, others, timezone, revisions }: Handoff,
  loadTemplates: LoadTemplates,
): Promise<MessageInputs> {
  const session = others === null ? await readSession(db, event) : sessionWith(event, others);
  return {
    timezones: new Map(timezone === null ? [] : [[channel, timezone]]),
    templatesOf: await loadTemplates(revisions),
    events: new Map([[event.id, event]]),
    sessions: new Map([[event.id, session]]),
  };
}

/** The session, whose fields are computed when the template reads them. */
function sessionWith(event: StoredEvent, others: readonly EventData[]): Session {
  const builder = createSessionBuilder();
  for (const one of [event, ...others.map(toEvent)]) builder.add(one);
  return builder.session();
}

export interface OfferOptions {
  /** The lanes to offer. */
  idleLanes(): IdleLanes;
  /** Gives a delivery to its lane, which is idle. */
  handOver(handoff: Handoff): void;
  /** Wakes a lane. */
  wake(channel: string): void;
}

export interface Offers {
  /** Runs a transaction that may begin attempts of idle lanes, and hands over those that it returns. One at a time. */
  during<Result extends { handoffs: readonly Handoff[] }>(
    transaction: (idle: IdleLanes) => Promise<Result>,
  ): Promise<Result>;
  /** Defers the wake of an idle lane until the transaction has ended. False: none runs. */
  defer(channel: string): boolean;
  /** Resolves when no transaction runs: idle lanes may give up their leases then. */
  ended(): Promise<void>;
}

export function createOffers({ idleLanes, handOver, wake }: OfferOptions): Offers {
  /** The running transaction, and the lanes to wake after it. */
  let running: { deferred: Set<string>; ended: PromiseWithResolvers<void> } | null = null;

  return {
    async during(transaction) {
      const current = { deferred: new Set<string>(), ended: Promise.withResolvers<void>() };
      running = current;
      let handoffs: readonly Handoff[] = [];
      try {
        const result = await transaction(idleLanes());
        handoffs = result.handoffs;
        return result;
      } finally {
        running = null;
        for (const handoff of handoffs) handOver(handoff);
        for (const channel of current.deferred) wake(channel);
        current.ended.resolve();
      }
    },
    defer(channel) {
      running?.deferred.add(channel);
      return running !== null;
    },
    async ended() {
      await running?.ended.promise;
    },
  };
}
