/** Recent events as one channel may see them. Each query looks back a bounded number of rows, whatever the store's size. */
import type { StoredEvent } from '../../events/event.ts';
import { type Delivery, toDelivery } from '../deliveries/deliveries.ts';
import type { DeliveryState } from '../deliveries/stored-states.ts';
import type { Db } from '../tables.ts';
import { eventColumns, toEvent } from './events.ts';

/** The most rows a query scans: of one type, and of all types. */
const lookBack = { ofType: 500, ofAll: 1000 };

/** Lists the last real events of these types that have a delivery in the channel, newest first. */
export async function listRoutedEvents(
  db: Db,
  channel: string,
  types: readonly string[],
  limit: number,
): Promise<StoredEvent[]> {
  const found: StoredEvent[] = [];
  for (const type of types) {
    const rows = await db
      .selectFrom(
        db
          .selectFrom('events')
          .select(eventColumns)
          .where('type', '=', type)
          .where('test', 'is', null)
          .orderBy('seq', 'desc')
          .limit(lookBack.ofType)
          .as('recent'),
      )
      .innerJoin('deliveries', join =>
        join.onRef('deliveries.event_seq', '=', 'recent.seq').on('channel', '=', channel),
      )
      .selectAll('recent')
      .orderBy('recent.seq', 'desc')
      .limit(limit)
      .execute();
    found.push(...rows.map(toEvent));
  }
  return found.sort((a, b) => b.seq - a.seq).slice(0, limit);
}

/**
 * Lists the last events that are visible in a channel, newest first: those with a delivery there and, with
 * `includeUnmatched`, all other events but test webhooks. Events of hidden sources are left out.
 */
export async function listVisibleEvents(
  db: Db,
  channel: string,
  { hiddenSources, includeUnmatched }: { hiddenSources: readonly string[]; includeUnmatched: boolean },
): Promise<StoredEvent[]> {
  let recent = db.selectFrom('events').select(eventColumns).orderBy('seq', 'desc').limit(lookBack.ofAll);
  if (hiddenSources.length > 0) recent = recent.where('source', 'not in', hiddenSources);
  const rows = await db
    .selectFrom(recent.as('recent'))
    .leftJoin('deliveries', join => join.onRef('deliveries.event_seq', '=', 'recent.seq').on('channel', '=', channel))
    .selectAll('recent')
    .where(eb => {
      const hasDelivery = eb('deliveries.id', 'is not', null);
      return includeUnmatched ? eb.or([eb('recent.test', 'is', null), hasDelivery]) : hasDelivery;
    })
    .orderBy('recent.seq', 'desc')
    .execute();
  return rows.map(toEvent);
}

/** Returns the state of each event's delivery in the channel, by the event's `seq`; none for an event that no rule matched. */
export async function readStatesIn(
  db: Db,
  channel: string,
  seqs: readonly number[],
): Promise<Map<number, DeliveryState>> {
  if (seqs.length === 0) return new Map();
  const rows = await db
    .selectFrom('deliveries')
    .select(['event_seq', 'state'])
    .where('channel', '=', channel)
    .where('event_seq', 'in', seqs)
    .execute();
  return new Map(rows.flatMap(({ event_seq, state }) => (event_seq === null ? [] : [[event_seq, state] as const])));
}

/** Lists the deliveries of the message at `ref`, in the lane's order: several for a batch. */
export async function deliveriesAt(db: Db, channel: string, ref: string): Promise<Delivery[]> {
  const all = db.selectFrom('deliveries').selectAll();
  const direct = await all.where('ref', '=', ref).where('channel', '=', channel).execute();
  if (direct.length === 0) return [];
  const ids = direct.map(({ id }) => id);
  const batched = await all.where('batched_into', 'in', ids).where('id', 'not in', ids).execute();
  return [...direct, ...batched].sort((a, b) => a.id - b.id).map(toDelivery);
}
