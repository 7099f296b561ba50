import { sql } from 'kysely';
import type { Db } from '../tables.ts';

export interface SourceStats {
  source: string;
  /** When its last webhook was received, milliseconds. */
  last: number;
  /** Webhooks since the requested time. */
  accepted: number;
  quarantined: number;
}

/** Only the newest events are read, so that the cost doesn't grow with the store. */
const lookBack = 10_000;

/** Counts the webhooks of each source since a time (milliseconds), by source name, without test webhooks. */
export async function readSourceStats(db: Db, since: number): Promise<SourceStats[]> {
  const recent = db
    .selectFrom('events')
    .select(['source', 'status', 'received_at', 'test'])
    .orderBy('seq', 'desc')
    .limit(lookBack)
    .as('recent');
  const rows = await db
    .selectFrom(recent)
    .select(eb => [
      'source',
      eb.fn.max('received_at').as('last'),
      sql<number>`sum(case when status = 'accepted' and received_at >= ${since} then 1 else 0 end)`.as('accepted'),
      sql<number>`sum(case when status = 'quarantined' and received_at >= ${since} then 1 else 0 end)`.as(
        'quarantined',
      ),
    ])
    .where('test', 'is', null)
    .groupBy('source')
    .orderBy('source')
    .execute();
  return rows.map(({ source, last, accepted, quarantined }) => {
    return { source, last: Number(last), accepted: Number(accepted), quarantined: Number(quarantined) };
  });
}
