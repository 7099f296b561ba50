/** What came lately, as one channel may see it. Each looks back a bounded way, so that it costs the same in a large store. */
import type { StoredEvent } from '../../events/event.ts';
import { type Delivery, toDelivery } from '../deliveries/deliveries.ts';
import type { Db, EventRow } from '../tables.ts';
import { toEvent } from './events.ts';

/** Events of a type, and of all, that are looked at. */
const lookBack = { ofType: 500, ofAll: 1000 };

/** The last real events of these types that the channel was owed, the newest first. */
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
          .selectAll()
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
 * The last events that a channel may ask about, the newest first: what it was owed and, when `includeUnmatched`, what came besides
 * but for the tests of others; none of the hidden sources. Without what came (`raw` is null): that can be a megabyte each.
 */
export async function listVisibleEvents(
  db: Db,
  channel: string,
  { hiddenSources, includeUnmatched }: { hiddenSources: readonly string[]; includeUnmatched: boolean },
): Promise<StoredEvent[]> {
  let recent = db.selectFrom('events').select(withoutRaw).orderBy('seq', 'desc').limit(lookBack.ofAll);
  if (hiddenSources.length > 0) recent = recent.where('source', 'not in', hiddenSources);
  const rows = await db
    .selectFrom(recent.as('recent'))
    .leftJoin('deliveries', join => join.onRef('deliveries.event_seq', '=', 'recent.seq').on('channel', '=', channel))
    .selectAll('recent')
    .where(eb => {
      const owed = eb('deliveries.id', 'is not', null);
      return includeUnmatched ? eb.or([eb('recent.test', 'is', null), owed]) : owed;
    })
    .orderBy('recent.seq', 'desc')
    .execute();
  return rows.map(row => toEvent({ ...row, raw: 'null' }));
}

const withoutRaw = [
  'seq',
  'id',
  'source',
  'provider',
  'trigger',
  'type',
  'subject',
  'time',
  'received_at',
  'status',
  'problems',
  'body',
  'pair',
  'side',
  'duplicates',
  'routed_at',
  'test',
] as const satisfies readonly (keyof EventRow)[];

/** What the message at `ref` tells of, in the order of the lane: several when they were folded into one. */
export async function deliveriesAt(db: Db, channel: string, ref: string): Promise<Delivery[]> {
  const all = db.selectFrom('deliveries').selectAll();
  const told = await all.where('ref', '=', ref).where('channel', '=', channel).execute();
  if (told.length === 0) return [];
  const ids = told.map(({ id }) => id);
  const folded = await all.where('folded_into', 'in', ids).where('id', 'not in', ids).execute();
  return [...told, ...folded].sort((a, b) => a.id - b.id).map(toDelivery);
}
