/** Channels and their ordered rules. */
import type { Rule, RuleBody } from '../../rules/rule.ts';
import { raiseRevision } from '../cache-version.ts';
import type { Db } from '../tables.ts';
import { cancelTimer, setTimer } from '../timers.ts';
import { writeRules } from './rules.ts';

export interface Channel {
  /** `slack:T0123/C0456` */
  address: string;
  /** IANA name; null: not set. */
  timezone: string | null;
  /** The quiet hours as callboard.yaml has them. */
  quiet: unknown;
  /** When its mute ends, milliseconds; null: it isn't muted. */
  mutedUntil: number | null;
  rules: Rule[];
}

/** Lists all channels with their rules in order. */
export async function listChannels(db: Db): Promise<Channel[]> {
  const channels = await db.selectFrom('channels').selectAll().orderBy('address').execute();
  const rules = await db.selectFrom('rules').selectAll().orderBy('channel').orderBy('position').execute();
  const byChannel = Map.groupBy(rules, rule => rule.channel);
  return channels.map(({ address, timezone, quiet, muted_until }) => ({
    address,
    timezone,
    quiet: quiet === null ? null : JSON.parse(quiet),
    mutedUntil: muted_until,
    rules: (byChannel.get(address) ?? []).map(row => ({
      id: row.id,
      channel: row.channel,
      position: row.position,
      ...(JSON.parse(row.body) as RuleBody),
    })),
  }));
}

/** Finds a channel's settings, without its rules; null when it isn't set up. */
export async function findChannel(db: Db, address: string): Promise<Pick<Channel, 'address' | 'timezone'> | null> {
  const row = await db.selectFrom('channels').selectAll().where('address', '=', address).executeTakeFirst();
  return row ? { address: row.address, timezone: row.timezone } : null;
}

/** Reads the time zones of these channels, by address. A channel without one is left out. */
export async function timezonesOf(db: Db, addresses: readonly string[]): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('channels')
    .select(['address', 'timezone'])
    .where('address', 'in', addresses)
    .where('timezone', 'is not', null)
    .$narrowType<{ timezone: string }>()
    .execute();
  return new Map(rows.map(({ address, timezone }) => [address, timezone]));
}

export interface ChannelInput {
  address: string;
  timezone?: string | null;
  quiet?: unknown;
  rules: readonly RuleBody[];
}

/**
 * Replaces a channel's settings and rules. An unchanged rule keeps its id, so that old deliveries still point at it. Call
 * it in a transaction.
 */
export async function putChannel(db: Db, channel: ChannelInput): Promise<void> {
  const { address, rules } = channel;
  const settings = { timezone: channel.timezone ?? null, quiet: channel.quiet ? JSON.stringify(channel.quiet) : null };
  await db
    .insertInto('channels')
    .values({ address, ...settings })
    .onConflict(conflict => conflict.column('address').doUpdateSet(settings))
    .execute();
  const before = await db.selectFrom('rules').select(['id', 'body']).where('channel', '=', address).execute();
  const unclaimed = Map.groupBy(before, rule => rule.body);
  const placed = rules.map(rule => {
    const id = unclaimed.get(JSON.stringify(rule))?.shift()?.id;
    return id === undefined ? rule : { ...rule, id };
  });
  await writeRules(db, address, placed);
}

/** Reads when each channel's mute ends or ended (milliseconds), by address. */
export async function listMutes(db: Db): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('channels')
    .select(['address', 'muted_until'])
    .where('muted_until', 'is not', null)
    .execute();
  return new Map(rows.map(row => [row.address, row.muted_until ?? 0]));
}

/** Mutes a channel until a time (milliseconds); null: unmutes it. Call it in a transaction. */
export async function muteChannel(db: Db, address: string, until: number | null): Promise<void> {
  await db.updateTable('channels').set({ muted_until: until }).where('address', '=', address).execute();
  if (until === null) await cancelTimer(db, muteTimer, address);
  else await setTimer(db, { kind: muteTimer, key: address, due: until, payload: null });
  await raiseRevision(db, 'rules');
}

/** The kind of the timer that ends a channel's mute; its key is the channel. */
export const muteTimer = 'mute';

/** Ends a channel's mute that was to end at or before `until` (milliseconds). False when it has none. */
export async function endMute(db: Db, address: string, until: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('channels')
    .set({ muted_until: null })
    .where('address', '=', address)
    .where('muted_until', '<=', until)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) await raiseRevision(db, 'rules');
  return numUpdatedRows > 0n;
}
