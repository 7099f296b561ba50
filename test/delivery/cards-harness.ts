/** Cards in a channel without rules: a test inserts their posts, edits and replies, since no rule makes any yet. */
import { vi } from 'vitest';
import { raiseRevision } from '../../src/store/cache-version.ts';
import { type Card, changeCard, findCards, openCard } from '../../src/store/deliveries/cards.ts';
import { type Delivery, listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { insertDeliveries, type NewDelivery } from '../../src/store/deliveries/insert-deliveries.ts';
import type { DeliveryKind } from '../../src/store/deliveries/stored-states.ts';
import type { TestApp } from '../app-harness.ts';
import { missedCall } from '../missed-calls.ts';

export interface CardHarness {
  card: Card;
  /** Inserts deliveries of the card in one transaction, each about a missed call from this caller, with a key of its own. */
  insert(...deliveries: readonly [kind: DeliveryKind, caller: string, key?: string][]): Promise<void>;
  /** Posts the card about this caller, and waits until it is in the channel. */
  posted(caller: string): Promise<void>;
  /** The card as it is in the store. */
  now(): Promise<Card>;
  close(): Promise<void>;
  /** The deliveries in the channel, oldest first: `edit caller-1 superseded`. */
  list(): Promise<string[]>;
  deliveries(): Promise<Delivery[]>;
}

export async function createCard({ app, core }: TestApp, channel: string, name = 'session-1'): Promise<CardHarness> {
  const { db } = core.database;
  const card = await openCard(db, { channel, key: name }, Date.now());
  const rule = { id: 'r1', channel, position: 0, on: 'call.missed', do: 'post' as const };
  const events = new Map<string, { seq: number; id: string }>();
  /** By the event's id. */
  const callers = new Map<string, string>();
  let inserted = 0;

  /** The event of this caller's call; the same one each time. */
  async function eventOf(caller: string): Promise<{ seq: number; id: string }> {
    const known = events.get(caller);
    if (known) return known;
    await missedCall(app.url, { caller });
    const newest = db.selectFrom('events').select(['seq', 'id']).orderBy('seq', 'desc').limit(1);
    const event = await newest.executeTakeFirstOrThrow();
    events.set(caller, event);
    callers.set(event.id, caller);
    return event;
  }

  const harness: CardHarness = {
    card,
    async insert(...deliveries) {
      const rows: NewDelivery[] = [];
      for (const [kind, caller, key] of deliveries) {
        const { seq, id } = await eventOf(caller);
        inserted += 1;
        rows.push({
          kind,
          key: key ?? `${name} ${inserted}`,
          eventSeq: seq,
          eventId: id,
          rule,
          state: 'queued',
          cardId: card.id,
        });
      }
      await db.transaction().execute(async tx => {
        await insertDeliveries(tx, rows, Date.now());
        await raiseRevision(tx, 'lanes');
      });
    },
    async posted(caller) {
      await harness.insert(['post', caller]);
      await vi.waitFor(async () => {
        if ((await harness.now()).ref === null) throw new Error('The card is not posted yet.');
      }, 30_000);
    },
    async now() {
      const found = (await findCards(db, [card.id])).get(card.id);
      if (!found) throw new Error('The card is gone.');
      return found;
    },
    close: () => changeCard(db, { id: card.id, isOpen: false }, Date.now()),
    deliveries: async () => (await listDeliveries(db, { channel, limit: 500 })).reverse(),
    async list() {
      return (await harness.deliveries()).map(
        ({ kind, eventId, state }) => `${kind} ${callers.get(eventId ?? '')} ${state}`,
      );
    },
  };
  return harness;
}
