/**
 * Repeats: bodies that repeat. VideoSDK's joined and left carry no time, so the same person coming back sends the very same
 * body; what tells it from a redelivery is how many opposites are stored.
 */
import { sql, type Transaction } from 'kysely';
import type { Tables } from '../tables.ts';
import { eventId, hash } from './event-id.ts';
import type { NewEvent } from './new-event.ts';

/** How many events of each side of a pair are stored, and which ids, kept up while a batch is being numbered. */
export interface Repeats {
  counts: Map<string, Map<string, number>>;
  ids: Set<string>;
}

/** What is stored of the pairs of a batch. */
export async function readRepeats(tx: Transaction<Tables>, events: readonly NewEvent[]): Promise<Repeats> {
  const turns: Repeats = { counts: new Map(), ids: new Set() };
  const pairs = pairsOf(events);
  if (pairs.length === 0) return turns;
  const rows = await tx.selectFrom('events').select(['pair', 'side', 'id']).where('pair', 'in', pairs).execute();
  for (const row of rows) countTurn(turns, row.pair as string, row.side as string, row.id);
  return turns;
}

function countTurn(turns: Repeats, pair: string, side: string, id: string): void {
  if (turns.ids.has(id)) return;
  turns.ids.add(id);
  const sides = turns.counts.get(pair) ?? new Map<string, number>();
  sides.set(side, (sides.get(side) ?? 0) + 1);
  turns.counts.set(pair, sides);
}

/** The event's id and its place in a pair; a repeat is counted for those that follow in the batch. */
export function identify(
  { event, key, repeat }: NewEvent,
  turns: Repeats,
): { id: string; pair: string | null; side: string | null } {
  if (!repeat) return { id: eventId(event.source, key), pair: null, side: null };
  const { side } = repeat;
  const pair = hash([event.source, ...repeat.pair]);
  const opposites = [...(turns.counts.get(pair) ?? [])].filter(([other]) => other !== side);
  const id = eventId(event.source, [...key, String(opposites.reduce((sum, [, count]) => sum + count, 0))]);
  countTurn(turns, pair, side, id);
  return { id, pair, side };
}

function pairsOf(events: readonly NewEvent[]): string[] {
  const pairs = events.flatMap(({ event, repeat }) => (repeat ? [hash([event.source, ...repeat.pair])] : []));
  return [...new Set(pairs)].sort();
}

/** Two replicas that number the turns of one pair at once would both call theirs the first. */
export async function lockPairs(tx: Transaction<Tables>, events: readonly NewEvent[]): Promise<void> {
  for (const pair of pairsOf(events)) await sql`select pg_advisory_xact_lock(hashtextextended(${pair}, 0))`.execute(tx);
}
