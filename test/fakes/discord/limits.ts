/** Discord's limits of rate: https://docs.discord.com/developers/topics/rate-limits */
import { createWindows, type Quota } from '../window.ts';

export interface DiscordLimits {
  /** Of each channel's messages; posting, editing and reading have a bucket each. */
  messages?: Quota;
  /** Of each channel as a resource, whoever asks: scope `shared`. */
  channel?: Quota;
  /** Of all requests of the bot. */
  global?: Quota;
  /** Of answers 401, 403 and 429 (not `shared` ones); when it is used up, our address is banned for `ban` milliseconds. */
  invalid?: Quota & { ban: number };
}

/** Discord tells a bucket's size by headers alone, and a ban's length not at all: those two are what is commonly seen. */
export const discordLimits: DiscordLimits = {
  messages: { requests: 5, per: 5000 },
  global: { requests: 50, per: 1000 },
  invalid: { requests: 10_000, per: 600_000, ban: 3_600_000 },
};

export type Scope = 'user' | 'shared' | 'global' | 'ban';

export interface Refusal {
  scope: Scope;
  /** The limit's name. */
  limit: string;
  /** Seconds, with decimals. */
  retryAfter: number;
}

/** A bucket as its headers tell it; times in seconds, `reset` since 1970. */
export interface Bucket {
  limit: number;
  remaining: number;
  reset: number;
  resetAfter: number;
  /** The same for every channel. */
  bucket: string;
}

interface Route {
  /** From what concerns every request to what concerns this route in this channel alone. */
  limits: { scope: Scope; limit: string }[];
  /** Null for the routes that this fake has no bucket for. */
  bucket: string | null;
}

function routeOf(method: string, path: string): Route {
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
    { scope: 'user', limit: user },
  ] as const;
  return { limits: [...limits], bucket: `${method.toLowerCase()}-message${message ? '' : 's'}` };
}

/** The names of the limits that a request falls under: `ban`, `global`, `shared /channels/1`, `POST /channels/1/messages`. */
export const limitsOf = (method: string, path: string) => routeOf(method, path).limits.map(({ limit }) => limit);

export function createLimiter() {
  const windows = createWindows();
  let bannedUntil = 0;

  return {
    /**
     * Takes what the request needs at this moment (milliseconds since 1970), or says why it is refused; and the state of
     * its bucket after that, null when its route has none.
     */
    admit(method: string, path: string, kept: DiscordLimits, now: number) {
      const { limits, bucket } = routeOf(method, path);
      const messages = bucket === null ? undefined : kept.messages;
      const quotas = { ban: undefined, global: kept.global, shared: kept.channel, user: messages };
      const applying = limits.flatMap(({ scope, limit }) => {
        const quota = quotas[scope];
        return quota ? [{ scope, limit, quota }] : [];
      });
      const refusal = banned(kept, now) ?? exhausted(applying, now);
      if (!refusal) for (const { limit, quota } of applying) windows.take(limit, quota, now);
      const own = applying.find(({ scope }) => scope === 'user');
      return { refusal, bucket: own && bucket ? { ...told(own.limit, own.quota, now), bucket } : null };
    },

    /** Counts an answer that was invalid, which may begin a ban. */
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

  function told(limit: string, quota: Quota, now: number): Omit<Bucket, 'bucket'> {
    const { remaining, resetAfter } = windows.look(limit, quota, now);
    return { limit: quota.requests, remaining, reset: (now + resetAfter) / 1000, resetAfter: resetAfter / 1000 };
  }
}
