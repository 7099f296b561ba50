/** What channels are called, kept for a while: a list of channels must not be asked about each time it is shown. */
import { createMoments } from './expiring-map.ts';

export interface Names {
  /** Null for one that is not known, or not any more. */
  get(channel: string): string | null;
  learn(channel: string, name: string): void;
}

/** Milliseconds: a channel is seldom renamed, and an old name for so long misleads nobody. */
const keptFor = 10 * 60_000;
/** More channels than most workspaces have. */
const most = 20_000;

export function createNames(): Names {
  const names = new Map<string, string>();
  const until = createMoments();

  return {
    get: channel => (until.get(channel) > Date.now() ? (names.get(channel) ?? null) : null),
    learn(channel, name) {
      if (names.size >= most) names.clear();
      names.set(channel, name);
      until.set(channel, Date.now() + keptFor, Date.now());
    },
  };
}
