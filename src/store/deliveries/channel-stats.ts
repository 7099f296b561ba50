/** Numbers for a list of channels: rules, mute, hold, waiting and failed deliveries. */
import { sql } from 'kysely';
import type { Db } from '../tables.ts';
import { countFailed } from './deliveries.ts';
import { countWaiting, type WaitingCounts } from './waiting.ts';

export interface ChannelStats {
  rules: number;
  /** When its mute ends, milliseconds; null: it isn't muted. */
  mutedUntil: number | null;
  /** Why it is on hold, one sentence; null: it isn't. */
  held: string | null;
  /** Deliveries that aren't final yet, by state. */
  waiting: WaitingCounts;
  /** Deliveries that failed. */
  failed: number;
}

/** Reads the numbers of a workspace's channels (`slack:T0123`) that have rules, by address. */
export async function readChannelStats(db: Db, workspace: string): Promise<Map<string, ChannelStats>> {
  const [ruled, channels, holds, waiting, failed] = await Promise.all([
    db.selectFrom('rules').select(['channel', count]).groupBy('channel').execute(),
    db.selectFrom('channels').select(['address', 'muted_until']).where('muted_until', 'is not', null).execute(),
    db.selectFrom('holds').select(['channel', 'held']).where('held', 'is not', null).execute(),
    countWaiting(db),
    countFailed(db),
  ]);
  const muted = new Map(channels.map(row => [row.address, row.muted_until]));
  const held = new Map(holds.map(row => [row.channel, row.held]));
  return new Map(
    ruled
      .filter(({ channel }) => channel.startsWith(`${workspace}/`))
      .map(({ channel, count }) => [
        channel,
        {
          rules: Number(count),
          mutedUntil: muted.get(channel) ?? null,
          held: held.get(channel) ?? null,
          waiting: waiting.get(channel) ?? {},
          failed: failed.get(channel) ?? 0,
        },
      ]),
  );
}

/** Counts the deliveries of test events in a channel, created at or after `since` (milliseconds). */
export async function countTests(db: Db, since: number, channel: string): Promise<number> {
  const { count } = await db
    .selectFrom('deliveries')
    .innerJoin('events', 'events.seq', 'deliveries.event_seq')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('deliveries.channel', '=', channel)
    .where('deliveries.created_at', '>=', since)
    .where('events.test', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Whether a message was ever posted in a channel. The index `deliveries_ref` alone answers it, whatever the store's size. */
export async function hasMessages(db: Db, channel: string): Promise<boolean> {
  const posted = db.selectFrom('deliveries').select('channel').where('ref', 'is not', null);
  return (await posted.where('channel', '=', channel).limit(1).executeTakeFirst()) !== undefined;
}

const count = sql<number>`count(*)`.as('count');
