/** The ledger: an account of every delivery, by channel. */
import { sql } from 'kysely';
import type { Db } from '../tables.ts';
import { type Account, accounts } from './delivery-states.ts';
import type { DeliveryState } from './stored-states.ts';

/** The ledger of one channel: `received` is the sum of the accounts. */
export interface LedgerLine extends Record<Account, number> {
  channel: string;
  received: number;
}

const emptyLine = { received: 0, posted: 0, batched: 0, superseded: 0, ignored: 0, muted: 0, waiting: 0, failed: 0 };

/** The stored state. A batched delivery has the state of its message until that is sent, or its record is pruned. */
const stateInLedger = sql<DeliveryState>`case when deliveries.state = 'batched' then
  case when head.state is null or head.state = 'posted' then 'batched' else head.state end else deliveries.state end`;

/**
 * Reads one line per channel, of deliveries of any kind that have an event, created at or after `since` (milliseconds); with
 * `channel` only its line. Those of pruned events count by the hours that begin at or after `since`, without tests.
 */
export async function readLedger(db: Db, since: number, channel?: string): Promise<LedgerLine[]> {
  let query = db
    .selectFrom('deliveries')
    .leftJoin('deliveries as head', 'head.id', 'deliveries.batched_into')
    .select(eb => ['deliveries.channel', stateInLedger.as('state'), eb.fn.countAll<number>().as('count')])
    .where('deliveries.created_at', '>=', since)
    .where('deliveries.event_seq', 'is not', null)
    .groupBy(['deliveries.channel', stateInLedger]);
  if (channel !== undefined) query = query.where('deliveries.channel', '=', channel);
  let pruned = db
    .selectFrom('hourly_counts')
    .select(eb => ['channel', 'outcome as state', eb.fn.sum<number>('count').as('count')])
    .where('hour', '>=', since)
    .where('channel', '!=', '')
    .groupBy(['channel', 'outcome'])
    .$narrowType<{ state: DeliveryState }>();
  if (channel !== undefined) pruned = pruned.where('channel', '=', channel);
  // One statement: rows that are pruned between two reads would count twice.
  const rows = await query.unionAll(pruned).execute();
  const lines = new Map<string, LedgerLine>();
  for (const { channel: address, state, count } of rows) {
    const line = lines.get(address) ?? { ...emptyLine, channel: address };
    line.received += Number(count);
    line[accounts[state]] += Number(count);
    lines.set(address, line);
  }
  return [...lines.values()].sort((a, b) => (a.channel < b.channel ? -1 : 1));
}
