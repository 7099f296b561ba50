/** Requests to Discord's HTTP API, each sent once. */
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { DefaultRestOptions, REST, RESTEvents, type RESTOptions } from 'discord.js';
import type { ZodType } from 'zod';
import { readRetryAfter } from '../../retry-after.ts';
import { classify, oldEditsError, proxyError } from '../post/errors.ts';
import type { ChannelRequest, DiscordRateLimits } from '../post/rate-limits.ts';

interface RestOptions {
  token: string;
  /** Without the version: `https://discord.com/api`. */
  apiUrl?: string | undefined;
  /** Milliseconds before a request times out. */
  timeout?: number | undefined;
  /** Records every request, and the limits in Discord's responses. */
  rateLimits: DiscordRateLimits;
}

type Method = 'get' | 'post' | 'patch' | 'put';

export interface Rest {
  /** Sends one request without retries and parses the response with `schema`. Throws PlatformError only. */
  request<T>(
    method: Method,
    route: `/${string}`,
    schema: ZodType<T>,
    more?: { body?: object; query?: URLSearchParams },
  ): Promise<T>;
  /**
   * Replies to an interaction, whose token is in the route: the request needs no bot token and counts towards no limit of
   * the bot (https://docs.discord.com/developers/interactions/receiving-and-responding#endpoints). A person waits for the
   * reply and no lane would retry it, so transient failures are retried here. Throws PlatformError only.
   */
  respond(method: Method, route: `/${string}`, body: object): Promise<void>;
}

const defaultTimeout = 15_000;

/** Attempts of one reply to an interaction. */
const respondAttempts = 3;
/** Milliseconds between those attempts, unless Discord names a wait. */
const respondRetryDelay = 300;
/** Milliseconds: if Discord names a longer wait, the reply fails. */
const longestWait = 5000;
const retriedKinds: ReadonlySet<string> = new Set(['transient', 'rate_limited']);

/**
 * Creates a discord.js REST client that throws instead of retrying or waiting for rate limits. The gateway client has its
 * own REST client: it forgets the token when a login fails, and posting must continue.
 */
export function createRest({ token, apiUrl, timeout = defaultTimeout, rateLimits }: RestOptions): Rest {
  const rest = new REST({
    ...(apiUrl && { api: apiUrl }),
    retries: 0,
    rejectOnRateLimit: () => true,
    // Errors carry Discord's wait unchanged; lanes add their own margin.
    offset: 0,
    timeout,
    makeRequest,
    // No sweeping of hashes: there is one small record per route. Handlers are swept, because each interaction has its own.
    hashSweepInterval: 0,
  } satisfies Partial<RESTOptions>);
  rest.on(RESTEvents.Response, ({ method, path }, { headers }) => {
    const counted = channelRequest(method, path);
    if (counted !== null) rateLimits.recordResponse(counted, headers, Date.now());
  });
  return {
    async request(method, route, schema, { body, query } = {}) {
      const counted = channelRequest(method, route);
      // The client drops its token after a 401. Set it again, so that the next request also gets Discord's verdict.
      rest.setToken(token);
      // The client's own timeout ends with the headers; this one also covers the body and the wait in the client's queue.
      const signal = AbortSignal.timeout(timeout);
      try {
        rateLimits.recordRequest(counted, Date.now());
        return schema.parse(await rest[method](route, { body, query, signal }));
      } catch (error) {
        const problem = classify(error);
        if (problem.kind === 'rate_limited') rateLimits.recordLimit(counted, problem, Date.now());
        throw problem;
      }
    },
    async respond(method, route, body) {
      for (let attempt = 1; ; attempt++) {
        try {
          return void (await rest[method](route, { body, auth: false, signal: AbortSignal.timeout(timeout) }));
        } catch (error) {
          const problem = classify(error);
          const wait = problem.retryAfter ?? respondRetryDelay;
          if (!retriedKinds.has(problem.kind) || attempt === respondAttempts || wait > longestWait) throw problem;
          await delay(wait, undefined, { ref: false });
        }
      }
    },
  };
}

/**
 * Sends one request. Throws a PlatformError for a response from a proxy or firewall: the client would mistake it for a
 * limit of one route or a missing permission. Removes unreasonable waits from the headers, because the client would send
 * nothing until they end.
 */
export const makeRequest: RESTOptions['makeRequest'] = async (url, init) => {
  const response = await DefaultRestOptions.makeRequest(url, init);
  if (response.status === 429 && init.method === 'PATCH') {
    // The client doesn't read the body of a 429 and would count it for the channel's whole bucket of edits.
    const limited = oldEditsError(await response.text().catch(() => ''), response.headers);
    if (limited) throw limited;
  }
  // The client never reads the body of an error response. If that stream breaks, its unhandled `error` event would end the process.
  if (response.body instanceof Readable) response.body.on('error', () => {});
  const blocked = proxyError(response.status, response.headers);
  if (!blocked) return boundWaits(response);
  if (response.body instanceof Readable) response.body.resume();
  else if (!response.bodyUsed) await response.body?.cancel().catch(() => {});
  throw blocked;
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

/** The post or edit of a message that a request makes; null for any other request. */
function channelRequest(method: string, route: string): ChannelRequest | null {
  const [, channel, edited = null] = /^\/channels\/(\d+)\/messages(?:\/(\d+))?$/.exec(route) ?? [];
  const wanted = edited === null ? 'post' : 'patch';
  return channel !== undefined && method.toLowerCase() === wanted ? { channel, edited } : null;
}
