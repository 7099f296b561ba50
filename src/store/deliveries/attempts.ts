import type { Db } from '../tables.ts';

/** An attempt to send a delivery. */
export interface Attempt {
  /** Milliseconds since 1970. */
  at: number;
  /** `posted`, `found`, or the kind of the platform's error. */
  outcome: string;
  error: string | null;
  /** How long the platform took, in milliseconds. */
  took: number;
}

/** Lists a delivery's attempts, oldest first. */
export async function attemptsOf(db: Db, delivery: number): Promise<Attempt[]> {
  return db
    .selectFrom('attempts')
    .select(['at', 'outcome', 'error', 'took'])
    .where('delivery_id', '=', delivery)
    .orderBy('id')
    .execute();
}
