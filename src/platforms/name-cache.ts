/** Caches channel names: showing a list of channels doesn't request each name again. */
import { createExpiringMap } from './expiring-map.ts';

interface NameCache {
  /** Returns the channel's name; null when it is unknown or has expired. */
  get(channel: string): string | null;
  set(channel: string, name: string): void;
}

/** Milliseconds: channels are rarely renamed, and an old name does no harm for this long. */
const lifetime = 10 * 60_000;
/** More channels than most workspaces have. */
const most = 20_000;

export function createNameCache(): NameCache {
  const names = new Map<string, string>();
  const expiry = createExpiringMap();

  return {
    get: channel => (expiry.get(channel) > Date.now() ? (names.get(channel) ?? null) : null),
    set(channel, name) {
      if (names.size >= most) names.clear();
      names.set(channel, name);
      expiry.set(channel, Date.now() + lifetime, Date.now());
    },
  };
}
