/**
 * Counters by UTC hour, channel, source, type and outcome. Those of pruned events are stored; those of stored events are
 * counted when they are read. Test webhooks don't count.
 */
import { type RawBuilder, sql } from 'kysely';
import { day, hour } from '../../util/duration.ts';
import type { Db } from '../tables.ts';

export interface HourlyCount {
  /** When the hour in which the event was received begins, milliseconds since 1970. */
  hour: number;
  /** Null: the received event itself, counted once, whatever its channels. */
  channel: string | null;
  source: string;
  type: string;
  /** A delivery's state; without a channel `accepted` or `quarantined`. */
  outcome: string;
  count: number;
}

/** The stored value of a count without a channel: null isn't unique. */
const noChannel = '';

/** Stores the counters of events that are about to be deleted. `seqs` is a query for their `seq`. */
export async function countHours(tx: Db, seqs: RawBuilder<unknown>): Promise<void> {
  const chosen = sql<boolean>`events.seq in (${seqs})`;
  for (const counts of [countEvents(chosen), countDeliveries(chosen)]) {
    await sql`insert into hourly_counts (hour, channel, source, type, outcome, count) ${counts}
      on conflict (hour, channel, source, type, outcome) do update set count = hourly_counts.count + excluded.count`.execute(
      tx,
    );
  }
}

const hourOf = sql`events.received_at / ${sql.lit(hour)} * ${sql.lit(hour)}`;

const countEvents = (chosen: RawBuilder<boolean>) => sql<Stored>`
  select ${hourOf} as hour, ${sql.lit(noChannel)} as channel, events.source, events.type, events.status as outcome,
    count(*) as count
  from events where ${chosen} and events.test is null
  group by ${hourOf}, events.source, events.type, events.status`;

const countDeliveries = (chosen: RawBuilder<boolean>) => sql<Stored>`
  select ${hourOf} as hour, deliveries.channel, events.source, events.type, deliveries.state as outcome, count(*) as count
  from events join deliveries on deliveries.event_seq = events.seq where ${chosen} and events.test is null
  group by ${hourOf}, deliveries.channel, events.source, events.type, deliveries.state`;

type Stored = Omit<HourlyCount, 'channel'> & { channel: string };

/**
 * Reads the counters of the hours that begin from `from` until before `to` (milliseconds): of pruned and of stored events
 * together, by hour and channel.
 */
export async function readHourlyCounts(db: Db, from: number, to: number): Promise<HourlyCount[]> {
  const firstHour = Math.ceil(from / hour) * hour;
  const seqs = [await seqAt(db, firstHour - day), await seqAt(db, to + day)];
  const chosen = sql<boolean>`events.seq between ${seqs[0]} and ${seqs[1]}
    and events.received_at >= ${firstHour} and events.received_at < ${Math.ceil(to / hour) * hour}`;
  const { rows } = await sql<Stored>`
    select hour, channel, source, type, outcome, sum(count) as count from (
      select hour, channel, source, type, outcome, count from hourly_counts where hour >= ${firstHour} and hour < ${to}
      union all ${countEvents(chosen)} union all ${countDeliveries(chosen)}) as counts
    group by hour, channel, source, type, outcome order by hour, channel, source, type, outcome`.execute(db);
  return rows.map(({ hour: begins, channel, count, ...row }) => ({
    ...row,
    hour: Number(begins),
    channel: channel === noChannel ? null : channel,
    count: Number(count),
  }));
}

/**
 * Returns the `seq` of the first event received at or after a time, by a binary search: events have no index by time, and are
 * received nearly in the order of their `seq`. The `seq` after the last when there is none.
 */
async function seqAt(db: Db, time: number): Promise<number> {
  const { first, last } = await db
    .selectFrom('events')
    .select(eb => [eb.fn.min('seq').as('first'), eb.fn.max('seq').as('last')])
    .executeTakeFirstOrThrow();
  let [low, high] = [first ?? 0, (last ?? 0) + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = await db
      .selectFrom('events')
      .select(['seq', 'received_at'])
      .where('seq', '>=', middle)
      .orderBy('seq')
      .limit(1)
      .executeTakeFirst();
    if (row && row.received_at < time) low = row.seq + 1;
    else high = middle;
  }
  return low;
}
