/** Slack's rate limits: of posts per channel and workspace, of edits per workspace, and those that 429 responses reveal. */
import { createRateLimit } from '../../rate-limit.ts';
import { createSharedRateLimit, type SharedRateLimit } from '../../shared-rate-limit.ts';
import {
  EDIT_BURST,
  EDIT_INTERVAL,
  MESSAGE_BURST,
  MESSAGE_INTERVAL,
  WORKSPACE_BURST,
  WORKSPACE_INTERVAL,
} from '../message/limits.ts';

export interface SlackRateLimits {
  /** Returns the earliest time for a post or a reply in this channel, in milliseconds. */
  readyAt(channel: string, now: number): number;
  /** Whether a post in this channel is within the limits now. Reserves nothing. */
  isReady(channel: string, now: number): boolean;
  /** Records a post. */
  spend(channel: string, now: number): void;
  /**
   * Records a 429 for a post in this channel, and returns its scope. Slack doesn't say whether the channel or posting as a
   * whole is limited (https://docs.slack.dev/reference/methods/chat.postMessage#rate-limiting): the first 429 counts for the
   * channel, and one in another channel meanwhile for the workspace. `until` null: Slack named no time; the lanes then wait
   * by themselves, and the 429 is remembered for ten minutes.
   */
  rejected(channel: string, until: number | null, now: number): 'channel' | 'method';
  /** Blocks posting in the whole workspace until this time. */
  hold(until: number, now: number): void;
  /** The workspace's limit of edits: it gives each channel a slot for its next edit. */
  edits: Pick<SharedRateLimit, 'reserve' | 'use' | 'hold'>;
}

/** Milliseconds that a 429 without a time is remembered: longer than the longest wait before the next attempt, 5 min. */
const rememberedFor = 10 * 60_000;

/**
 * `interval` is the milliseconds between two posts in a channel; 0 turns off all limits. All `processes` share the
 * workspace's limits.
 */
export function createSlackRateLimits(interval: number, processes?: () => number): SlackRateLimits {
  const channels = createRateLimit(interval, MESSAGE_BURST);
  // A configured interval below the workspace's is intended, so it applies to both.
  const workspace = createSharedRateLimit(Math.min(WORKSPACE_INTERVAL, interval), WORKSPACE_BURST, processes);
  const editInterval = EDIT_INTERVAL * Math.min(1, interval / MESSAGE_INTERVAL);
  const edits = createSharedRateLimit(editInterval, EDIT_BURST, processes);
  let lastRejected = { channel: '', until: 0 };

  return {
    readyAt(channel, now) {
      const own = channels.readyAt(channel);
      return own > now ? own : workspace.reserve(channel, now);
    },
    isReady: (channel, now) => channels.readyAt(channel) <= now && workspace.isFree(now),
    spend(channel, now) {
      channels.spend(channel, now);
      workspace.use(channel, now);
    },
    rejected(channel, until, now) {
      const elsewhere = lastRejected.until > now && lastRejected.channel !== channel;
      lastRejected = { channel, until: Math.max(lastRejected.until, until ?? now + rememberedFor) };
      if (until === null) return elsewhere ? 'method' : 'channel';
      if (elsewhere) workspace.hold(until, now);
      else channels.hold(channel, until, now);
      return elsewhere ? 'method' : 'channel';
    },
    hold: workspace.hold,
    edits,
  };
}
