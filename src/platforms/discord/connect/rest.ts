import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { DefaultRestOptions, REST, RESTEvents, type RESTOptions } from 'discord.js';
import type { ZodType } from 'zod';
import { readRetryAfter } from '../../retry-after.ts';
import { classify, proxyError } from '../post/errors.ts';
import type { DiscordRateLimits } from '../post/rate-limits.ts';

export interface RestOptions {
  token: string;
  /** Without the version: `https://discord.com/api`. */
  apiUrl?: string | undefined;
  /** Milliseconds until an unanswered request is given up. */
  timeout?: number | undefined;
  /** Told of all that is sent, and of what Discord's answers say about its limits. */
  pace: DiscordRateLimits;
}

type Method = 'get' | 'post' | 'patch' | 'put';

export interface Rest {
  /** One request and no other; its answer as `schema` reads it. Throws PlatformError only. */
  request<T>(
    method: Method,
    route: `/${string}`,
    schema: ZodType<T>,
    more?: { body?: object; query?: URLSearchParams },
  ): Promise<T>;
  /**
   * Says something about an interaction, whose token is in the route: it needs none of ours, and counts towards no limit of
   * the bot (https://docs.discord.com/developers/interactions/receiving-and-responding#endpoints). Somebody waits for it and
   * no lane would say it again, so what fails for a moment is tried again at once. Throws PlatformError only.
   */
  tell(method: Method, route: `/${string}`, body: object): Promise<void>;
}

const defaultTimeout = 15_000;

/** How often something is told, with so many milliseconds between, and the most that Discord may have us wait. */
const tellAttempts = 3;
const tellAgain = 300;
const longestWait = 5000;
const passing: ReadonlySet<string> = new Set(['transient', 'rate_limited']);

/**
 * discord.js's own REST client, with its retries and its waiting for rate limits turned into errors. It is not the
 * gateway client's: that one forgets the token whenever a login fails, and posting must go on.
 */
export function createRest({ token, apiUrl, timeout = defaultTimeout, pace }: RestOptions): Rest {
  const rest = new REST({
    ...(apiUrl && { api: apiUrl }),
    retries: 0,
    rejectOnRateLimit: () => true,
    // Waits are told as Discord tells them; a lane adds its own.
    offset: 0,
    timeout,
    makeRequest,
    // No timer: what it sweeps is one small record a route. The one for handlers stays, for each interaction has its own.
    hashSweepInterval: 0,
  } satisfies Partial<RESTOptions>);
  rest.on(RESTEvents.Response, ({ method, path }, { headers }) => {
    const channel = postedIn(method, path);
    if (channel !== null) pace.answered(channel, headers, Date.now());
  });
  return {
    async request(method, route, schema, { body, query } = {}) {
      const channel = postedIn(method, route);
      // After a 401 the client has dropped the token; the next request must say again what Discord thinks of it.
      rest.setToken(token);
      // The client's own timeout ends with the headers; this one covers the body and the wait for our turn too.
      const signal = AbortSignal.timeout(timeout);
      try {
        pace.sent(channel, Date.now());
        return schema.parse(await rest[method](route, { body, query, signal }));
      } catch (error) {
        const problem = classify(error);
        if (problem.kind === 'rate_limited') pace.refused(channel, problem, Date.now());
        throw problem;
      }
    },
    async tell(method, route, body) {
      for (let attempt = 1; ; attempt++) {
        try {
          return void (await rest[method](route, { body, auth: false, signal: AbortSignal.timeout(timeout) }));
        } catch (error) {
          const problem = classify(error);
          const wait = problem.retryAfter ?? tellAgain;
          if (!passing.has(problem.kind) || attempt === tellAttempts || wait > longestWait) throw problem;
          await delay(wait, undefined, { ref: false });
        }
      }
    },
  };
}

/**
 * Sends one request. Throws a PlatformError for an answer that Discord itself did not give: the client would read a limit
 * of one route, or a missing permission, out of it. Waits that make no sense are removed from the headers, since the
 * client takes them at their word and would send nothing more before they are over.
 */
export const makeRequest: RESTOptions['makeRequest'] = async (url, init) => {
  const response = await DefaultRestOptions.makeRequest(url, init);
  // Of a refusal the client reads no body: one that breaks off would be an error of nobody's, and end the process.
  if (response.body instanceof Readable) response.body.on('error', () => {});
  const foreign = proxyError(response.status, response.headers);
  if (!foreign) return boundWaits(response);
  if (response.body instanceof Readable) response.body.resume();
  else await response.body?.cancel().catch(() => {});
  throw foreign;
};

function boundWaits<T extends { headers: Pick<Headers, 'get' | 'set' | 'delete'> }>(response: T): T {
  for (const name of ['retry-after', 'x-ratelimit-reset-after']) {
    const header = response.headers.get(name);
    if (header === null) continue;
    const wait = readRetryAfter(header, Date.now());
    if (wait === null) response.headers.delete(name);
    else response.headers.set(name, String(wait / 1000));
  }
  return response;
}

/** The id of the channel that a new message is posted in; null for any other request. */
function postedIn(method: string, route: string): string | null {
  const channel = /^\/channels\/(\d+)\/messages$/.exec(route)?.[1];
  return method.toLowerCase() === 'post' ? (channel ?? null) : null;
}
