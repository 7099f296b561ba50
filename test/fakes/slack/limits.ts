/**
 * Slack's rate limits: https://docs.slack.dev/apis/web-api/rate-limits and
 * https://docs.slack.dev/reference/methods/chat.postMessage#rate-limiting
 */
import { createTokenBuckets, type Rate } from '../token-bucket.ts';

export interface SlackLimits {
  /** The limit of chat.postMessage per channel. */
  channel?: Rate;
  /** Limits of methods for the whole workspace; for chat.postMessage it is the workspace's limit on posting. */
  methods?: Record<string, Rate>;
}

const tier3 = { requests: 50, per: 60_000, burst: 10 };

/** Slack's rates; Slack gives no numbers for "short bursts" and "several hundred messages per minute". */
export const slackLimits: SlackLimits = {
  channel: { requests: 1, per: 1000, burst: 4 },
  methods: {
    'chat.postMessage': { requests: 300, per: 60_000, burst: 60 },
    'chat.update': tier3,
    'conversations.history': tier3,
    'conversations.replies': tier3,
  },
};

/** The names of a request's limits, the narrowest first: `chat.postMessage C1`, `chat.postMessage`. */
export function limitsOf(method: string, args: Record<string, unknown>): [string, ...string[]] {
  return method === 'chat.postMessage' ? [`chat.postMessage ${args.channel}`, method] : [method];
}

const rateOf = (limit: string, { channel, methods }: SlackLimits) =>
  limit.startsWith('chat.postMessage ') ? channel : methods?.[limit];

export interface Refusal {
  limit: string;
  /** Whole seconds, rounded up. */
  retryAfter: number;
}

export function createLimiter() {
  const buckets = createTokenBuckets();
  return {
    /** Admits a request at this moment (milliseconds), or returns the limit with the longest wait. */
    admit(names: readonly string[], limits: SlackLimits, now: number): Refusal | null {
      const rates = names.flatMap(limit => {
        const rate = rateOf(limit, limits);
        return rate ? [{ limit, rate, wait: buckets.wait(limit, rate, now) }] : [];
      });
      const longest = rates.reduce((most, one) => (one.wait > most.wait ? one : most), { limit: '', wait: 0 });
      if (longest.wait > 0) return { limit: longest.limit, retryAfter: Math.ceil(longest.wait / 1000) };
      for (const { limit, rate } of rates) buckets.take(limit, rate, now);
      return null;
    },
  };
}
