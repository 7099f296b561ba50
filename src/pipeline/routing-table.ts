/** The settings that decide where an event is posted. */
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
}

/** Reads the routing table from the store. */
export async function readRoutingTable(db: Db): Promise<RoutingTable> {
  const rules = buildIndex((await listChannels(db)).flatMap(channel => channel.rules));
  return { rules, mutes: await listMutes(db), owners: await listOwners(db) };
}

/** Returns a reader that keeps the routing table in memory until it changes. */
export const createRoutingTable = () => createCached(['rules', 'sources'], readRoutingTable);
