/** Stops all lanes of a platform for its rate limits, a broken token, or a platform that doesn't respond. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { type Platform, PlatformError } from '../platforms/platform.ts';
import { raiseRevision } from '../store/cache-version.ts';
import type { Database } from '../store/database.ts';
import {
  clearHold,
  findHold,
  type PlatformRequest,
  platformHoldKey,
  savePlatformHold,
} from '../store/deliveries/holds.ts';
import { notifyLanes } from '../store/replicas/notify.ts';
import { type Backoff, backoffDelay, defaultBackoff } from './backoff.ts';

export interface PlatformHold {
  /** When lanes may send this request again, milliseconds. Infinity while this probes the platform. */
  endsAt(request: PlatformRequest): number;
  /**
   * Returns the wait after a rate limit of this request without a time, milliseconds. It grows with each limit in a row,
   * in whichever lane. Requests that were in flight together count as one.
   */
  waitAfterLimit(request: PlatformRequest): number;
  /** Records that the platform accepted a request: waits without a time start small again. */
  accepted(request: PlatformRequest): void;
  /** Stops these requests of all lanes, in every process, until a time (milliseconds). */
  holdUntil(until: number, requests: readonly PlatformRequest[]): Promise<void>;
  /** Stops everything for a broken token. Probes the platform now and then, instead of one try per lane, until it works. */
  holdForToken(reason: string): Promise<void>;
  /**
   * Stops everything when the platform, or a proxy in front of it, rejects every request for an unknown time. Probes it
   * after growing waits, instead of one try per lane, until it responds.
   */
  holdUntilItResponds(reason: string): Promise<void>;
  /** Reads the holds of other processes. */
  read(): Promise<void>;
  stop(): void;
}

export interface PlatformHoldOptions {
  database: Database;
  /** Called when a broken token works again, or when the platform responds again. */
  resumed(): void;
  log: Log;
  /** Milliseconds between two probes of a broken token; default: 30 s. */
  probeEvery?: number | undefined;
  /** The waits between two probes of a platform that doesn't respond. */
  backoff?: Backoff | undefined;
  /** Replaces the timer, for tests. */
  wait?: ((milliseconds: number, signal: AbortSignal) => Promise<void>) | undefined;
}

export const allRequests = ['find', 'post', 'edit'] as const satisfies readonly PlatformRequest[];

/** Creates the holds of a platform whose token works, and deletes an earlier process's hold of its token. */
export function createPlatformHold(platform: Platform, options: PlatformHoldOptions): PlatformHold {
  const { database, resumed, log, probeEvery = 30_000, backoff = defaultBackoff, wait = waitWithTimer } = options;
  const { db } = database;
  const stopping = new AbortController();
  const until: Record<PlatformRequest, number> = { find: 0, post: 0, edit: 0 };
  /** Rate limits without a time since the last accepted request. */
  const limits: Record<PlatformRequest, number> = { find: 0, post: 0, edit: 0 };
  let tokenIsBroken = false;
  let isUnreachable = false;
  /** Failed probes and new blocks since the last accepted request: a firewall may block posts alone, and not the probe. */
  let blocks = 0;

  /** Saves the hold, for other processes and for people. */
  function save(parts: readonly (PlatformRequest | 'token')[], held: string | null, nextAt: number): Promise<void> {
    return db.transaction().execute(async tx => {
      for (const part of parts) await savePlatformHold(tx, platform.name, part, { held, nextAt });
      await raiseRevision(tx, 'lanes');
      await notifyLanes(database, tx, null);
    });
  }

  /** When the saved hold of this request ends, milliseconds; 0: there is none. */
  async function savedEnd(request: PlatformRequest): Promise<number> {
    return (await findHold(db, platformHoldKey(platform.name, request)))?.nextAt ?? 0;
  }

  /** Deletes the token's hold. Retries, since otherwise status would show a broken token forever. */
  async function deleteTokenHold(): Promise<void> {
    while (!stopping.signal.aborted) {
      const deleted = await clearHold(db, platformHoldKey(platform.name, 'token')).then(
        () => true,
        () => false,
      );
      if (deleted) return;
      await wait(1000, stopping.signal);
    }
  }

  async function probeUntilTokenWorks(): Promise<void> {
    while (!stopping.signal.aborted) {
      await wait(probeEvery, stopping.signal);
      // The lanes deal with any other error themselves.
      if (stopping.signal.aborted || (await probe())?.kind !== 'token') break;
    }
    if (stopping.signal.aborted) return;
    tokenIsBroken = false;
    resumed();
    await deleteTokenHold();
  }

  async function probeUntilItResponds(): Promise<void> {
    let retryAfter: number | null = null;
    while (!stopping.signal.aborted) {
      blocks++;
      const pause: number = retryAfter ?? backoffDelay(blocks, Math.random(), backoff);
      // Other processes wait too. If this write fails, they find out on their own.
      await save(allRequests, null, Date.now() + pause).catch(() => {});
      await wait(pause, stopping.signal);
      if (stopping.signal.aborted) return;
      const failure = await probe();
      if (!failure || !(failure.kind === 'transient' || failure.kind === 'rate_limited')) break;
      retryAfter = failure.retryAfter;
    }
    if (stopping.signal.aborted) return;
    isUnreachable = false;
    log.info({ op: 'platform.resume', platform: platform.name }, 'the platform responds again; posting resumes');
    resumed();
  }

  /** Checks the token; null when it works. */
  async function probe(): Promise<PlatformError | null> {
    try {
      await platform.probe();
      return null;
    } catch (error) {
      return error instanceof PlatformError ? error : null;
    }
  }

  // The token works now, so an earlier process's hold of it is over.
  void deleteTokenHold();
  return {
    endsAt: request => (tokenIsBroken || isUnreachable ? Number.POSITIVE_INFINITY : until[request]),
    waitAfterLimit(request) {
      const left = until[request] - Date.now();
      if (left > 0) return left;
      limits[request]++;
      return backoffDelay(limits[request], Math.random(), backoff);
    },
    accepted(request) {
      // A request that was sent before the hold shows nothing about it.
      if (until[request] <= Date.now()) limits[request] = 0;
      if (!isUnreachable) blocks = 0;
    },
    async holdUntil(end, requests) {
      for (const request of requests) until[request] = Math.max(until[request], end);
      // A shorter limit must not replace a longer one, from this process or another.
      for (const request of requests) await save([request], null, Math.max(until[request], await savedEnd(request)));
    },
    async holdForToken(reason) {
      if (tokenIsBroken) return;
      tokenIsBroken = true;
      log.error(
        { op: 'platform.hold', platform: platform.name, reason },
        'the platform rejected the token; messages are on hold until it works',
      );
      void probeUntilTokenWorks();
      await save(['token'], reason, 0);
    },
    async holdUntilItResponds(reason) {
      if (isUnreachable) return;
      isUnreachable = true;
      log.warn(
        { op: 'platform.hold', platform: platform.name, reason },
        'the platform blocks all requests; messages are on hold, and tests get less frequent',
      );
      void probeUntilItResponds();
    },
    async read() {
      for (const request of allRequests) {
        const nextAt = await savedEnd(request);
        if (nextAt > until[request])
          log.debug({ op: 'platform.limit', platform: platform.name, request, nextAt }, 'waiting for a platform limit');
        until[request] = Math.max(until[request], nextAt);
      }
    },
    stop: () => stopping.abort(),
  };
}

function waitWithTimer(milliseconds: number, signal: AbortSignal): Promise<void> {
  return delay(milliseconds, undefined, { signal }).catch(() => {});
}
