/** Reads the stored channels of all platforms but the preview, with their health. */
import { findDescriptor } from '../platforms/index.ts';
import { splitAddress } from '../platforms/platform.ts';
import { countFailed } from '../store/deliveries/deliveries.ts';
import { stateWords } from '../store/deliveries/delivery-states.ts';
import { findHolds, type Hold, platformHoldKey } from '../store/deliveries/holds.ts';
import { listChannels } from '../store/settings/channels.ts';
import type { Db } from '../store/tables.ts';
import { counted } from '../util/plural.ts';
import { capitalize } from '../util/text/capitalize.ts';

export interface RealChannel {
  /** `slack:T0123/C0456` */
  address: string;
  /** The display name, `Slack`. */
  platform: string;
  /** `connecting`: the platform hasn't answered this server yet. `off`: its token isn't set. */
  state: 'connected' | 'connecting' | 'retrying' | 'on-hold' | 'muted' | 'off';
  /** Reason of the hold; null in other states. */
  reason: string | null;
  /** Start of the hold, or end of the mute; milliseconds since 1970. */
  at: number | null;
  /** Counts of rules and failed messages: `3 rules · 1 failed message`. */
  facts: string;
  /** `state` in words, capitalized. */
  label: string;
}

/** This server's connection to a platform. */
export type Connection = 'connected' | 'connecting' | 'off';

export async function readRealChannels(
  db: Db,
  connectionOf: (platform: string) => Connection,
  now: number,
): Promise<RealChannel[]> {
  const all = (await listChannels(db)).map(channel => ({ ...channel, ...splitAddress(channel.address) }));
  const channels = all.filter(({ platform }) => platform !== 'preview');
  if (channels.length === 0) return [];
  const failed = await countFailed(db);
  const platforms = [...new Set(channels.map(({ platform }) => platform))];
  const holds = await findHolds(db, [
    ...channels.map(({ address }) => address),
    ...platforms.flatMap(platform => [platformHoldKey(platform, 'token'), platformHoldKey(platform, 'post')]),
  ]);
  return channels.map(({ address, platform, rules, mutedUntil }) => {
    const candidates = [
      holds.get(platformHoldKey(platform, 'token')),
      holds.get(platformHoldKey(platform, 'post')),
      holds.get(address),
    ].filter(hold => hold !== undefined);
    const connection = connectionOf(platform);
    const health = stateOf(connection, candidates, mutedUntil !== null && mutedUntil > now ? mutedUntil : null);
    return {
      address,
      platform: findDescriptor(address)?.title ?? platform,
      ...health,
      label: health.state === 'off' ? describeMissingToken(address) : labels[health.state],
      facts: factsOf(rules.length, failed.get(address) ?? 0),
    };
  });
}

const labels: Record<Exclude<RealChannel['state'], 'off'>, string> = {
  connected: 'Connected',
  connecting: 'Connecting…',
  retrying: capitalize(stateWords.retrying),
  'on-hold': capitalize(stateWords['on-hold']),
  muted: capitalize(stateWords.muted),
};

function describeMissingToken(address: string): string {
  const setting = findDescriptor(address)?.tokenSetting;
  return setting === undefined ? 'Not connected' : `Not connected: ${setting} isn’t set`;
}

function factsOf(rules: number, failed: number): string {
  const facts = [rules === 0 ? 'No rules' : counted(rules, 'rule')];
  return (failed === 0 ? facts : [...facts, counted(failed, 'failed message')]).join(' · ');
}

function stateOf(
  connection: Connection,
  holds: readonly Hold[],
  mutedUntil: number | null,
): Pick<RealChannel, 'state' | 'reason' | 'at'> {
  if (connection === 'off') return { state: 'off', reason: null, at: null };
  const hold = holds.find(({ held }) => held !== null);
  if (hold) return { state: 'on-hold', reason: hold.held, at: hold.since };
  if (connection === 'connecting') return { state: 'connecting', reason: null, at: null };
  if (holds.some(({ failures }) => failures > 0)) return { state: 'retrying', reason: null, at: null };
  if (mutedUntil !== null) return { state: 'muted', reason: null, at: mutedUntil };
  return { state: 'connected', reason: null, at: null };
}
