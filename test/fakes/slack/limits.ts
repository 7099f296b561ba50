/**
 * Slack's limits of rate: https://docs.slack.dev/apis/web-api/rate-limits and
 * https://docs.slack.dev/reference/methods/chat.postMessage#rate-limiting
 */
import { createTokenBuckets, type Rate } from '../token-bucket.ts';

export interface SlackLimits {
  /** Of chat.postMessage, for each channel. */
  channel?: Rate;
  /** Of methods, for the whole workspace; that of chat.postMessage is the workspace's limit on posting. */
  methods?: Record<string, Rate>;
}

const tier3 = { requests: 50, per: 60_000, burst: 10 };

/** The rates are Slack's; for "short bursts" and "several hundred messages per minute" it gives no numbers. */
export const slackLimits: SlackLimits = {
  channel: { requests: 1, per: 1000, burst: 4 },
  methods: {
    'chat.postMessage': { requests: 300, per: 60_000, burst: 60 },
    'chat.update': tier3,
    'conversations.history': tier3,
    'conversations.replies': tier3,
  },
};

/** The names of the limits that a request falls under, the narrowest first: `chat.postMessage C1`, `chat.postMessage`. */
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
    /** Takes what the request needs at this moment (milliseconds), or says which limit it must wait for longest. */
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
