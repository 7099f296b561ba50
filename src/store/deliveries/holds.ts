/** Channels and platforms where posting is on hold or retrying. */

import { storable } from '../../util/text/storable.ts';
import { raiseRevision } from '../cache-version.ts';
import type { Db } from '../tables.ts';

export interface Hold {
  channel: string;
  /** Why posting is on hold until someone fixes the cause, one sentence; null: it is only retrying. */
  held: string | null;
  /** When this hold, or this series of failures, began, milliseconds since 1970. */
  since: number;
  /** Attempts that failed since the last success. */
  failures: number;
  /** The next attempt is not before this, milliseconds. */
  nextAt: number;
}

/** The kinds of request to a platform that have limits of their own. A reply is a post. */
export type PlatformRequest = 'find' | 'post' | 'edit';

/** Returns the `channel` of a platform-wide hold: of its token, or of one kind of request. */
export function platformHoldKey(platform: string, what: 'token' | PlatformRequest): string {
  return `${platform}:* ${what}`;
}

/** Saves a platform-wide hold: with the reason `held` until it is fixed, or for a rate limit until `nextAt`. */
export async function savePlatformHold(
  db: Db,
  platform: string,
  what: 'token' | PlatformRequest,
  { held, nextAt }: Pick<Hold, 'held' | 'nextAt'>,
): Promise<void> {
  await saveHold(db, { channel: platformHoldKey(platform, what), held, since: Date.now(), failures: 1, nextAt });
}

/** Finds the hold of a channel or a platform; null when posting works. */
export async function findHold(db: Db, channel: string): Promise<Hold | null> {
  const row = await db.selectFrom('holds').selectAll().where('channel', '=', channel).executeTakeFirst();
  return row ? toHold(row) : null;
}

/** Finds the holds of these channels, by channel. A channel where posting works has none. */
export async function findHolds(db: Db, channels: readonly string[]): Promise<Map<string, Hold>> {
  const rows = await db.selectFrom('holds').selectAll().where('channel', 'in', channels).execute();
  return new Map(rows.map(row => [row.channel, toHold(row)]));
}

/** Lists the holds that someone has to fix, without channels that are only retrying. */
export async function listHolds(db: Db): Promise<Hold[]> {
  const rows = await db.selectFrom('holds').selectAll().where('held', 'is not', null).orderBy('channel').execute();
  return rows.map(toHold);
}

export async function saveHold(db: Db, { channel, held, since, failures, nextAt }: Hold): Promise<void> {
  const row = { held: held && storable(held), since, failures, next_at: nextAt };
  await db
    .insertInto('holds')
    .values({ channel, ...row })
    .onConflict(conflict => conflict.column('channel').doUpdateSet(row))
    .execute();
}

export async function clearHold(db: Db, channel: string): Promise<void> {
  await db.deleteFrom('holds').where('channel', '=', channel).execute();
}

function toHold(row: { channel: string; held: string | null; since: number; failures: number; next_at: number }): Hold {
  return {
    channel: row.channel,
    held: row.held,
    since: row.since,
    failures: row.failures,
    nextAt: row.next_at,
  };
}

/** Retries the channels on hold with this address prefix now, because the cause may be fixed. Call it in a transaction. */
export async function retryHeldChannels(db: Db, addressPrefix: string): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('holds')
    .set({ next_at: 0 })
    .where('held', 'is not', null)
    .where(eb => eb(eb.fn<string>('substr', ['channel', eb.val(1), eb.val(addressPrefix.length)]), '=', addressPrefix))
    .executeTakeFirst();
  if (numUpdatedRows > 0n) await raiseRevision(db, 'lanes');
}
