/** What holds lanes up. */
import { raiseRevision } from '../cache-version.ts';
import { storable } from '../storable-text.ts';
import type { Db } from '../tables.ts';

export interface Hold {
  channel: string;
  /** Why somebody has to mend it, one sentence; null: it only waits. */
  held: string | null;
  /** When this trouble began, milliseconds since 1970. */
  since: number;
  /** Attempts that failed since the last that did not. */
  failures: number;
  /** Not before, milliseconds. */
  nextAt: number;
}

/** Under which name the troubles of a whole platform stand: its token's, or those of what it is asked for. */
export function platformHoldKey(platform: string, what: 'token' | 'find' | 'post'): string {
  return `${platform}:* ${what}`;
}

/** A whole platform waits for somebody to mend what keeps its lanes, or the limit that it met is over at `nextAt`. */
export async function savePlatformHold(
  db: Db,
  platform: string,
  what: 'token' | 'find' | 'post',
  { held, nextAt }: Pick<Hold, 'held' | 'nextAt'>,
): Promise<void> {
  await saveHold(db, { channel: platformHoldKey(platform, what), held, since: Date.now(), failures: 1, nextAt });
}

/** Null for a lane without troubles. */
export async function findHold(db: Db, channel: string): Promise<Hold | null> {
  const row = await db.selectFrom('lanes').selectAll().where('channel', '=', channel).executeTakeFirst();
  return row ? toTrouble(row) : null;
}

/** Those of these lanes that have troubles, by channel. */
export async function findHolds(db: Db, channels: readonly string[]): Promise<Map<string, Hold>> {
  const rows = await db.selectFrom('lanes').selectAll().where('channel', 'in', channels).execute();
  return new Map(rows.map(row => [row.channel, toTrouble(row)]));
}

/** The lanes that wait for somebody to mend them. */
export async function listHolds(db: Db): Promise<Hold[]> {
  const rows = await db.selectFrom('lanes').selectAll().where('held', 'is not', null).orderBy('channel').execute();
  return rows.map(toTrouble);
}

export async function saveHold(db: Db, { channel, held, since, failures, nextAt }: Hold): Promise<void> {
  const row = { held: held && storable(held), since, failures, next_at: nextAt };
  await db
    .insertInto('lanes')
    .values({ channel, ...row })
    .onConflict(conflict => conflict.column('channel').doUpdateSet(row))
    .execute();
}

export async function clearHold(db: Db, channel: string): Promise<void> {
  await db.deleteFrom('lanes').where('channel', '=', channel).execute();
}

function toTrouble(row: {
  channel: string;
  held: string | null;
  since: number;
  failures: number;
  next_at: number;
}): Hold {
  return {
    channel: row.channel,
    held: row.held,
    since: row.since,
    failures: row.failures,
    nextAt: row.next_at,
  };
}

/** Held lanes whose address begins so are tried at once: somebody mended what held them. Call it in a transaction. */
export async function retryHeldChannels(db: Db, addressPrefix: string): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('lanes')
    .set({ next_at: 0 })
    .where('held', 'is not', null)
    .where(eb => eb(eb.fn<string>('substr', ['channel', eb.val(1), eb.val(addressPrefix.length)]), '=', addressPrefix))
    .executeTakeFirst();
  if (numUpdatedRows > 0n) await raiseRevision(db, 'lanes');
}
