/** The settings that decide where an event is posted, and in which time zone. */
import { buildIndex, type RuleIndex } from '../rules/match.ts';
import { createCached } from '../store/cache-version.ts';
import { listChannels, listMutes } from '../store/settings/channels.ts';
import { listOwners } from '../store/sources/sources.ts';
import type { Db } from '../store/tables.ts';

export interface RoutingTable {
  /** The rules of all channels, indexed by event type. */
  rules: RuleIndex;
  /** When the mute of each muted channel ends, milliseconds. */
  mutes: ReadonlyMap<string, number>;
  /** The workspace of each source that belongs to one, by source name: only its channels receive those events. */
  owners: ReadonlyMap<string, string>;
  /** The time zone of each channel that has one. Routing doesn't use it; messages do. */
  timezones: ReadonlyMap<string, string>;
}

/** Reads the routing table from the store. */
export async function readRoutingTable(db: Db): Promise<RoutingTable> {
  const channels = await listChannels(db);
  const rules = buildIndex(channels.flatMap(channel => channel.rules));
  const timezones = new Map(channels.flatMap(({ address, timezone }) => (timezone ? [[address, timezone]] : [])));
  return { rules, mutes: await listMutes(db), owners: await listOwners(db), timezones };
}

/** Returns a reader that keeps the routing table in memory until it changes. */
export const createRoutingTable = () => createCached(['rules', 'sources'], readRoutingTable);
