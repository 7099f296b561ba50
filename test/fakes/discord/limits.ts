/** Discord's rate limits: https://docs.discord.com/developers/topics/rate-limits */
import { createWindows, type Quota } from '../window.ts';

export interface DiscordLimits {
  /** Messages per channel. Posting, editing and reading have a bucket each. */
  messages?: Quota;
  /** Edits per channel of messages that are older than an hour: error 30046. */
  oldEdits?: Quota;
  /** Requests per channel by all of its users: scope `shared`. */
  channel?: Quota;
  /** All requests of the bot. */
  global?: Quota;
  /** Responses 401, 403 and 429 (except `shared`). Once exhausted, the address is banned for `ban` milliseconds. */
  invalid?: Quota & { ban: number };
}

/**
 * Discord reports a bucket's size only in headers, and documents neither a ban's length nor the limit of old edits. All are
 * observations of others: https://github.com/circuitsacul/starboard-4/issues/118 for old edits.
 */
export const discordLimits: DiscordLimits = {
  messages: { requests: 5, per: 5000 },
  oldEdits: { requests: 3, per: 20_000 },
  global: { requests: 50, per: 1000 },
  invalid: { requests: 10_000, per: 600_000, ban: 3_600_000 },
};

/** `old edits` is our name: its 429 has the scope `user`. */
export type Scope = 'user' | 'old edits' | 'shared' | 'global' | 'ban';

export interface Refusal {
  scope: Scope;
  /** The limit's name. */
  limit: string;
  /** Seconds, with decimals. */
  retryAfter: number;
}

/** A bucket as in its headers. Times are in seconds, `reset` since 1970. */
export interface Bucket {
  limit: number;
  remaining: number;
  reset: number;
  resetAfter: number;
  /** The same for every channel. */
  bucket: string;
}

interface Route {
  /** From the limits of all requests to the limit of this route in this channel. */
  limits: { scope: Scope; limit: string }[];
  /** Null for routes without a bucket in this fake. */
  bucket: string | null;
}

/** Whether a message is older than an hour. */
type IsOld = (channel: string, message: string) => boolean;

const never: IsOld = () => false;

function routeOf(method: string, path: string, isOld: IsOld): Route {
  const [, channel, message] = /^(\/channels\/\d+)\/messages(\/\d+)?$/.exec(path) ?? [];
  const everywhere = [
    { scope: 'ban', limit: 'ban' },
    { scope: 'global', limit: 'global' },
  ] as const;
  if (!channel) return { limits: [...everywhere, { scope: 'user', limit: `${method} ${path}` }], bucket: null };
  const user = `${method} ${channel}/messages${message ? '/:id' : ''}`;
  const limits = [
    ...everywhere,
    { scope: 'shared', limit: `shared ${channel}` },
    ...(method === 'PATCH' && message && isOld(channel.slice('/channels/'.length), message.slice(1))
      ? [{ scope: 'old edits', limit: `old edits ${channel}` } as const]
      : []),
    { scope: 'user', limit: user },
  ] as const;
  return { limits: [...limits], bucket: `${method.toLowerCase()}-message${message ? '' : 's'}` };
}

/** The names of the limits that a request falls under: `ban`, `global`, `shared /channels/1`, `POST /channels/1/messages`. */
export const limitsOf = (method: string, path: string, isOld: IsOld) =>
  routeOf(method, path, isOld).limits.map(({ limit }) => limit);

export function createLimiter(isOld: IsOld = never) {
  const windows = createWindows();
  let bannedUntil = 0;

  return {
    /**
     * Counts a request at `now` (milliseconds since 1970) or returns why it is rejected, with the state of its bucket
     * afterwards. The bucket is null if the route has none.
     */
    admit(method: string, path: string, limits: DiscordLimits, now: number) {
      const { limits: applicable, bucket } = routeOf(method, path, isOld);
      const messages = bucket === null ? undefined : limits.messages;
      const quotas = {
        ban: undefined,
        global: limits.global,
        shared: limits.channel,
        'old edits': limits.oldEdits,
        user: messages,
      };
      const applying = applicable.flatMap(({ scope, limit }) => {
        const quota = quotas[scope];
        return quota ? [{ scope, limit, quota }] : [];
      });
      const refusal = banned(limits, now) ?? exhausted(applying, now);
      if (!refusal) for (const { limit, quota } of applying) windows.take(limit, quota, now);
      const own = applying.find(({ scope }) => scope === 'user');
      return { refusal, bucket: own && bucket ? { ...bucketState(own.limit, own.quota, now), bucket } : null };
    },

    /** Counts an invalid request, which may start a ban. */
    invalid({ invalid }: DiscordLimits, now: number): void {
      if (!invalid) return;
      windows.take('invalid', invalid, now);
      if (windows.look('invalid', invalid, now).remaining === 0) bannedUntil = now + invalid.ban;
    },
  };

  function banned({ invalid }: DiscordLimits, now: number): Refusal | null {
    if (!invalid || bannedUntil <= now) return null;
    return { scope: 'ban', limit: 'ban', retryAfter: (bannedUntil - now) / 1000 };
  }

  function exhausted(applying: { scope: Scope; limit: string; quota: Quota }[], now: number): Refusal | null {
    for (const { scope, limit, quota } of applying) {
      const { remaining, resetAfter } = windows.look(limit, quota, now);
      if (remaining === 0) return { scope, limit, retryAfter: resetAfter / 1000 };
    }
    return null;
  }

  function bucketState(limit: string, quota: Quota, now: number): Omit<Bucket, 'bucket'> {
    const { remaining, resetAfter } = windows.look(limit, quota, now);
    return { limit: quota.requests, remaining, reset: (now + resetAfter) / 1000, resetAfter: resetAfter / 1000 };
  }
}
