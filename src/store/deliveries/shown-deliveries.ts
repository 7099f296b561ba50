/** Deliveries with the states of the interface, which depend on their channel's hold and on the message of their batch. */
import { sql } from 'kysely';
import type { Db } from '../tables.ts';
import { type Delivery, type DeliveryFilter, findDelivery, toDelivery } from './deliveries.ts';
import { type ShownState, shownState } from './delivery-states.ts';
import { type Hold, platformHoldKey } from './holds.ts';
import type { DeliveryState } from './stored-states.ts';

export interface ShownDelivery extends Delivery {
  shown: ShownState;
  /** The event's; null when the event is gone. */
  type: string | null;
  /** Why it failed, or why its channel is on hold or retrying; null in other states. */
  reason: string | null;
}

/** Why posting in a channel waits. `since` is null for a missing token, whose start isn't stored. */
export interface ShownHold extends Pick<Hold, 'held' | 'nextAt'> {
  since: number | null;
}

/** Finds a channel's hold; null: posting works. */
export type HoldOf = (channel: string) => ShownHold | null;

export interface ShownFilter extends Omit<DeliveryFilter, 'state'> {
  state?: ShownState;
}

/** Rows per query. The shown state is computed after the read, so a filter by state may need several pages. */
const pageSize = 500;

/** Lists deliveries that match, newest first. Without `holds`, only the stored ones count. */
export async function listShown(
  db: Db,
  { limit = 50, ...filter }: ShownFilter,
  holds?: HoldOf,
): Promise<ShownDelivery[]> {
  const holdOf = holds ?? (await readHolds(db));
  const found: ShownDelivery[] = [];
  let before: number | null = null;
  while (found.length < limit) {
    const rows = await readPage(db, filter, before);
    for (const row of await withShown(db, rows, holdOf)) {
      if (filter.state === undefined || row.shown === filter.state) found.push(row);
    }
    if (rows.length < pageSize) break;
    before = rows.at(-1)?.id ?? null;
  }
  return found.slice(0, limit);
}

/** Counts deliveries that match. A state that depends on the channel or the batch makes it read them page by page. */
export async function countShown(db: Db, { limit: _limit, ...filter }: ShownFilter, holds?: HoldOf): Promise<number> {
  const { state } = filter;
  const isStored = state === undefined || ['posted', 'superseded', 'ignored', 'muted'].includes(state);
  if (!isStored) return (await listShown(db, { ...filter, limit: Number.POSITIVE_INFINITY }, holds)).length;
  const { count } = await matching(db, filter)
    .select(eb => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Finds one delivery; null when it doesn't exist. */
export async function findShown(db: Db, id: number, holds?: HoldOf): Promise<ShownDelivery | null> {
  const row = await findDelivery(db, id);
  return row ? ((await withShown(db, [row], holds ?? (await readHolds(db))))[0] ?? null) : null;
}

/** Returns a lookup for a channel's hold: its own, else its platform's, else its failed attempts. Null: posting works. */
export async function readHolds(db: Db): Promise<HoldOf> {
  const rows = await db.selectFrom('holds').selectAll().execute();
  const holds = new Map(rows.map(({ next_at, ...row }) => [row.channel, { ...row, nextAt: next_at }]));
  return channel => {
    const own = holds.get(channel) ?? null;
    if (own?.held) return own;
    const token = holds.get(platformHoldKey(channel.slice(0, channel.indexOf(':')), 'token'));
    return token?.held ? token : own;
  };
}

/** The stored states that can be shown as each state. A batched delivery has the state of its message until that is sent. */
const storedStates: Partial<Record<ShownState, readonly DeliveryState[]>> = {
  posted: ['posted'],
  batched: ['batched'],
  ignored: ['ignored'],
  superseded: ['superseded'],
  muted: ['muted'],
  failed: ['failed', 'batched'],
};
const waiting = ['queued', 'sending', 'batched'] as const;

async function readPage(db: Db, filter: Omit<ShownFilter, 'limit'>, before: number | null): Promise<Delivery[]> {
  let query = matching(db, filter).selectAll().orderBy('id', 'desc').limit(pageSize);
  if (before !== null) query = query.where('id', '<', before);
  return (await query.execute()).map(toDelivery);
}

function matching(db: Db, { state, channel, event, since }: Omit<ShownFilter, 'limit'>) {
  let query = db.selectFrom('deliveries');
  if (channel) query = query.where('channel', '=', channel);
  if (event) query = query.where('event_seq', 'in', db.selectFrom('events').select('seq').where('id', '=', event));
  if (since) query = query.where('created_at', '>=', since);
  if (state)
    query = query.where(
      'state',
      'in',
      (storedStates[state] ?? waiting).map(one => sql.lit(one)),
    );
  return query;
}

async function withShown(db: Db, rows: readonly Delivery[], holdOf: HoldOf): Promise<ShownDelivery[]> {
  if (rows.length === 0) return [];
  const heads = await headsOf(db, rows);
  const events = await db
    .selectFrom('events')
    .select(['seq', 'type'])
    .where('seq', 'in', [...new Set(rows.flatMap(({ eventSeq }) => eventSeq ?? []))])
    .execute();
  const types = new Map(events.map(({ seq, type }) => [seq, type]));
  return rows.map(row => {
    const head = row.batchedInto === null ? undefined : heads.get(row.batchedInto);
    const decisive = row.state === 'batched' && head && head.state !== 'posted' ? head : row;
    const hold = holdOf(row.channel);
    const shown = shownState(decisive, hold);
    const waits = shown === 'on-hold' || shown === 'retrying';
    const reason = waits ? (hold?.held ?? decisive.error) : shown === 'failed' ? decisive.error : null;
    return { ...row, shown, type: (row.eventSeq === null ? null : types.get(row.eventSeq)) ?? null, reason };
  });
}

async function headsOf(db: Db, rows: readonly Delivery[]): Promise<Map<number, Delivery>> {
  const ids = [...new Set(rows.flatMap(({ batchedInto }) => batchedInto ?? []))];
  if (ids.length === 0) return new Map();
  const heads = await db.selectFrom('deliveries').selectAll().where('id', 'in', ids).execute();
  return new Map(heads.map(row => [row.id, toDelivery(row)]));
}
