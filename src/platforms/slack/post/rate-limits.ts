/** Slack's pace: each channel's, the workspace's, and what Slack's refusals teach about both. */
import { createPace } from '../../rate-limit.ts';
import { createTurns } from '../../shared-rate-limit.ts';
import { MESSAGE_BURST, WORKSPACE_BURST, WORKSPACE_INTERVAL } from '../message/limits.ts';

export interface SlackPace {
  /** From when on a post in this channel keeps the pace, milliseconds. */
  readyAt(channel: string, now: number): number;
  /** One is sent now. */
  spend(channel: string, now: number): void;
  /**
   * Slack refused a post in this channel and asks to wait until then, without saying what is limited: the channel or
   * posting at all (https://docs.slack.dev/reference/methods/chat.postMessage#rate-limiting). It is taken for the
   * channel's limit; while that lasts, a refusal in another channel is taken for the workspace's. Null: Slack named no
   * time. Then nothing is held here, since the lane waits by itself, and the refusal is remembered for a minute.
   */
  refused(channel: string, until: number | null, now: number): 'channel' | 'method';
  /** Slack limits posting at all until then. */
  hold(until: number, now: number): void;
}

/** Milliseconds that a refusal without a time is remembered. */
const rememberedFor = 60_000;

/**
 * `interval` is that of a channel, milliseconds; 0 for no pace, neither a channel's nor the workspace's, which so many
 * `processes` share.
 */
export function createSlackPace(interval: number, processes?: () => number): SlackPace {
  const channels = createPace(interval, MESSAGE_BURST);
  // Who sets a channel's rate above the workspace's means it.
  const workspace = createTurns(Math.min(WORKSPACE_INTERVAL, interval), WORKSPACE_BURST, processes);
  let lastRefused = { channel: '', until: 0 };

  return {
    readyAt(channel, now) {
      const own = channels.readyAt(channel);
      return own > now ? own : workspace.of(channel, now);
    },
    spend(channel, now) {
      channels.spend(channel, now);
      workspace.use(channel, now);
    },
    refused(channel, until, now) {
      const elsewhere = lastRefused.until > now && lastRefused.channel !== channel;
      lastRefused = { channel, until: Math.max(lastRefused.until, until ?? now + rememberedFor) };
      if (until === null) return elsewhere ? 'method' : 'channel';
      if (elsewhere) workspace.hold(until, now);
      else channels.hold(channel, until, now);
      return elsewhere ? 'method' : 'channel';
    },
    hold: workspace.hold,
  };
}
