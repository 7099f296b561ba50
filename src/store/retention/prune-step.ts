/** A step of retention: it looks at the next rows of a table, and deletes the old ones. */
import { sql } from 'kysely';
import type { DatabaseKind, Db } from '../tables.ts';

/** Rows by table: those that a step deleted, or would delete. `bodies` are webhook bodies that it clears. */
export interface PrunedRows {
  bodies: number;
  events: number;
  deliveries: number;
  attempts: number;
  preview: number;
  audit: number;
}

/** Where a step begins, and how much it does. */
export interface StepOptions {
  /** Rows from before this time are old, milliseconds since 1970. */
  before: number;
  /** The id of the last row that earlier steps have looked at; 0: begin. */
  after: number;
  /** The number of rows to look at. */
  limit: number;
  /** False only counts. */
  remove: boolean;
}

export interface PruneStep {
  /** `after` of the next step; null: the phase is done. */
  next: number | null;
  rows: Partial<PrunedRows>;
}

export type Prune = (tx: Db, kind: DatabaseKind, options: StepOptions) => Promise<PruneStep>;

/** How long rows stay, milliseconds; null: forever. */
export interface RetentionAges {
  /** Events with everything that belongs to them, and the audit log. */
  events: number | null;
  /** The bodies of webhooks. */
  raw: number | null;
}

export const noRows: PrunedRows = { bodies: 0, events: 0, deliveries: 0, attempts: 0, preview: 0, audit: 0 };

/** Adds up two counts. */
export function addRows(one: PrunedRows, other: Partial<PrunedRows>): PrunedRows {
  const names = Object.keys(noRows) as (keyof PrunedRows)[];
  return Object.fromEntries(names.map(name => [name, one[name] + (other[name] ?? 0)])) as unknown as PrunedRows;
}

/** Arbitrary, but the same in all processes. */
const pruneLock = 726_436;

/** Lets one transaction at a time prune, in all processes: two would count the same rows. */
export async function lockPruning(tx: Db, kind: DatabaseKind): Promise<void> {
  if (kind === 'postgres') await sql`select pg_advisory_xact_lock(${sql.lit(pruneLock)})`.execute(tx);
}
