import { REST, type RESTOptions } from 'discord.js';
import type { ZodType } from 'zod';
import { classify } from './errors.ts';

export interface RestOptions {
  token: string;
  /** Without the version: `https://discord.com/api`. */
  apiUrl?: string | undefined;
  /** Milliseconds until an unanswered request is given up. */
  timeout?: number | undefined;
}

export interface Rest {
  /** One request and no other; its answer as `schema` reads it. Throws PlatformError only. */
  request<T>(method: 'get' | 'post' | 'patch', route: `/${string}`, schema: ZodType<T>, body?: object): Promise<T>;
}

const defaultTimeout = 15_000;

/**
 * discord.js's own REST client, with its retries and its waiting for rate limits turned into errors. It is not the
 * gateway client's: that one forgets the token whenever a login fails, and posting must go on.
 */
export function createRest({ token, apiUrl, timeout = defaultTimeout }: RestOptions): Rest {
  const rest = new REST({
    ...(apiUrl && { api: apiUrl }),
    retries: 0,
    rejectOnRateLimit: () => true,
    // Waits are told as Discord tells them; a lane adds its own.
    offset: 0,
    timeout,
    // No timers: what they sweep is one small record a channel.
    hashSweepInterval: 0,
    handlerSweepInterval: 0,
  } satisfies Partial<RESTOptions>);
  return {
    async request(method, route, schema, body) {
      // After a 401 the client has dropped the token; the next request must say again what Discord thinks of it.
      rest.setToken(token);
      // The client's own timeout ends with the headers; this one covers the body and the wait for our turn too.
      const signal = AbortSignal.timeout(timeout);
      try {
        return schema.parse(await rest[method](route, { body, signal }));
      } catch (error) {
        throw classify(error);
      }
    },
  };
}
