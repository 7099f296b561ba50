/** Counts the deliveries that aren't final yet by channel and state. */
import { type RawBuilder, sql } from 'kysely';
import { counted } from '../../util/plural.ts';
import type { Db } from '../tables.ts';
import { type ShownState, shownState, stateWords } from './delivery-states.ts';
import { type HoldOf, readHolds } from './shown-deliveries.ts';
import type { DeliveryState } from './stored-states.ts';

/** The states of a delivery that isn't final, in the order of their lists. */
const waitingStates = ['on-hold', 'retrying', 'queued', 'sending'] as const satisfies readonly ShownState[];
type WaitingState = (typeof waitingStates)[number];

/** Counts by state; a state without deliveries is missing. */
export type WaitingCounts = Partial<Record<WaitingState, number>>;

interface WaitingFilter {
  /** Created at or after, milliseconds since 1970. */
  since?: number;
  channel?: string;
  /** The channels' holds; without it, the stored ones. */
  holdOf?: HoldOf;
}

interface WaitingRow {
  channel: string;
  state: DeliveryState;
  attempts: number;
  count: number;
}

/** Counts the deliveries that match by channel. A batched delivery has the state of its message. */
export async function countWaiting(
  db: Db,
  { since, channel, holdOf: holds }: WaitingFilter = {},
): Promise<Map<string, WaitingCounts>> {
  // Literals: the database uses a partial index only for a condition with the index's own text.
  let own = db
    .selectFrom('deliveries')
    .select(['channel', 'state', attemptsOf(sql`attempts`).as('attempts'), count])
    .where(sql<boolean>`state in ('queued', 'sending')`)
    .groupBy(['channel', 'state', attemptsOf(sql`attempts`)]);
  let batched = db
    .selectFrom('deliveries as head')
    .innerJoin('deliveries as item', 'item.batched_into', 'head.id')
    .select(['item.channel', 'head.state', attemptsOf(sql`head.attempts`).as('attempts'), count])
    .where(sql<boolean>`head.state in ('queued', 'sending')`)
    .where('item.state', '=', 'batched')
    .groupBy(['item.channel', 'head.state', attemptsOf(sql`head.attempts`)]);
  if (since !== undefined) {
    own = own.where('created_at', '>=', since);
    batched = batched.where('item.created_at', '>=', since);
  }
  if (channel !== undefined) {
    own = own.where('channel', '=', channel);
    batched = batched.where('item.channel', '=', channel);
  }
  const [holdOf, ...rows] = await Promise.all([holds ?? readHolds(db), own.execute(), batched.execute()]);
  const counts = new Map<string, WaitingCounts>();
  for (const row of rows.flat() satisfies WaitingRow[]) {
    const line = counts.get(row.channel) ?? {};
    const state = shownState(row, holdOf(row.channel)) as WaitingState;
    line[state] = (line[state] ?? 0) + Number(row.count);
    counts.set(row.channel, line);
  }
  return counts;
}

/** The states differ only between no attempt, one and more. */
const attemptsOf = (attempts: RawBuilder<unknown>) =>
  sql<number>`case when ${attempts} > 1 then 2 else ${attempts} end`;

const count = sql<number>`count(*)`.as('count');

/** Adds up the counts of several channels. */
export function sumWaiting(counts: Iterable<WaitingCounts>): WaitingCounts {
  const sum: WaitingCounts = {};
  for (const line of counts)
    for (const state of waitingStates) if (line[state]) sum[state] = (sum[state] ?? 0) + line[state];
  return sum;
}

/** `3 on hold` and `2 queued`; with a noun `3 messages on hold` and `2 messages queued`. */
export function listWaiting(counts: WaitingCounts, noun?: string): string[] {
  return waitingStates.flatMap(state => {
    const count = counts[state] ?? 0;
    if (count === 0) return [];
    return [`${noun === undefined ? count : counted(count, noun)} ${stateWords[state]}`];
  });
}
