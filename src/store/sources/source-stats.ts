import { sql } from 'kysely';
import type { Db } from '../tables.ts';

export interface SourceStats {
  source: string;
  /** When its last webhook came, milliseconds. */
  last: number;
  /** Of those that came since the moment asked for. */
  accepted: number;
  quarantined: number;
}

/** Events that are looked at, the newest: so it costs the same in a large store. */
const lookBack = 10_000;

/** Of the sources that the last events came from, by name; counts are since a moment (milliseconds). */
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
