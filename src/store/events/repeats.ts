/**
 * Tells repeated bodies from redeliveries. VideoSDK's joined and left have no time, so a person who comes back causes the
 * very same body. Its id therefore includes how many events of the opposite side of its pair are stored.
 */
import { sql, type Transaction } from 'kysely';
import type { Tables } from '../tables.ts';
import { eventId, hash } from './event-id.ts';
import type { NewEvent } from './new-event.ts';

/** The number of stored events on each side of a pair, and their ids. It is updated while a batch gets its ids. */
export interface Repeats {
  counts: Map<string, Map<string, number>>;
  ids: Set<string>;
}

/** Reads what is stored about the pairs of a batch. */
export async function readRepeats(tx: Transaction<Tables>, events: readonly NewEvent[]): Promise<Repeats> {
  const repeats: Repeats = { counts: new Map(), ids: new Set() };
  const pairs = pairsOf(events);
  if (pairs.length === 0) return repeats;
  const rows = await tx.selectFrom('events').select(['pair', 'side', 'id']).where('pair', 'in', pairs).execute();
  for (const row of rows) countRepeat(repeats, row.pair as string, row.side as string, row.id);
  return repeats;
}

function countRepeat(repeats: Repeats, pair: string, side: string, id: string): void {
  if (repeats.ids.has(id)) return;
  repeats.ids.add(id);
  const sides = repeats.counts.get(pair) ?? new Map<string, number>();
  sides.set(side, (sides.get(side) ?? 0) + 1);
  repeats.counts.set(pair, sides);
}

/** Returns an event's id and its side of a pair, and counts it for the events that follow in the batch. */
export function identify(
  { event, key, repeat }: NewEvent,
  repeats: Repeats,
): { id: string; pair: string | null; side: string | null } {
  if (!repeat) return { id: eventId(event.source, key), pair: null, side: null };
  const { side } = repeat;
  const pair = hash([event.source, ...repeat.pair]);
  const opposites = [...(repeats.counts.get(pair) ?? [])].filter(([other]) => other !== side);
  const id = eventId(event.source, [...key, String(opposites.reduce((sum, [, count]) => sum + count, 0))]);
  countRepeat(repeats, pair, side, id);
  return { id, pair, side };
}

function pairsOf(events: readonly NewEvent[]): string[] {
  const pairs = events.flatMap(({ event, repeat }) => (repeat ? [hash([event.source, ...repeat.pair])] : []));
  return [...new Set(pairs)].sort();
}

/** Locks the pairs of a batch: two replicas that count one pair at once would give two events the same id. */
export async function lockPairs(tx: Transaction<Tables>, events: readonly NewEvent[]): Promise<void> {
  for (const pair of pairsOf(events)) await sql`select pg_advisory_xact_lock(hashtextextended(${pair}, 0))`.execute(tx);
}
