/** What decides where an event goes, as it stands in the store. */
import { buildIndex, type RuleIndex } from '../rules/match.ts';
import { createCached } from '../store/cache-version.ts';
import { listChannels, listMutes } from '../store/settings/channels.ts';
import { listOwners } from '../store/sources/sources.ts';
import type { Db } from '../store/tables.ts';

export interface RoutingTable {
  /** All rules of all channels, ready to be held against events. */
  rules: RuleIndex;
  /** Until when channels are muted, milliseconds. */
  mutes: ReadonlyMap<string, number>;
  /** The workspace of each source that is one workspace's alone, by its name: only its channels are told of it. */
  owners: ReadonlyMap<string, string>;
}

export async function readRoutingTable(db: Db): Promise<RoutingTable> {
  const rules = buildIndex((await listChannels(db)).flatMap(channel => channel.rules));
  return { rules, mutes: await listMutes(db), owners: await listOwners(db) };
}

/** The same from memory, until it changes. */
export const createRoutingTable = () => createCached(['rules', 'sources'], readRoutingTable);
