/** What concerns a whole platform: its limits, its token and the way to it. While the gate is shut, no lane of it sends. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { type Platform, PlatformError } from '../platforms/platform.ts';
import { raiseRevision } from '../store/cache-version.ts';
import type { Database } from '../store/database.ts';
import { clearHold, findHold, platformHoldKey, savePlatformHold } from '../store/deliveries/holds.ts';
import { notifyLanes } from '../store/replicas/notify.ts';
import { type Backoff, defaultBackoff, limitDelay } from './backoff.ts';

/** What a platform is asked for: each has limits of its own. */
export type PlatformRequest = 'find' | 'post';

export interface PlatformHold {
  /** When its lanes may ask for this again, milliseconds; Infinity while the gate asks by itself whether the platform works. */
  opensAt(asked: PlatformRequest): number;
  /** A limit that all lanes share, in every process: none asks for these before `until`. */
  shutUntil(until: number, asked: readonly PlatformRequest[]): Promise<void>;
  /** The token is broken: one question now and then, not one a lane, until it works again. */
  shutForToken(reason: string): Promise<void>;
  /**
   * The platform, or something before it, refuses every request for an unknown time. One question after growing waits,
   * not one a lane, until one is answered.
   */
  shutUntilItAnswers(reason: string): Promise<void>;
  /** Reads what other processes have shut. */
  read(): Promise<void>;
  stop(): void;
}

export interface PlatformHoldOptions {
  database: Database;
  /** Called when a broken token works again, or a platform that refused everything answers. */
  opened(): void;
  log: Log;
  /** Milliseconds between two questions whether a broken token works again; 30 s when not given. */
  probeEvery?: number | undefined;
  /** The waits between two questions whether a platform answers again. */
  backoff?: Backoff | undefined;
  /** Waits so many milliseconds; tests bring their own. */
  wait?: ((milliseconds: number, signal: AbortSignal) => Promise<void>) | undefined;
}

const both = ['find', 'post'] as const;

export function createPlatformHold(platform: Platform, options: PlatformHoldOptions): PlatformHold {
  const { database, opened, log, probeEvery = 30_000, backoff = defaultBackoff, wait = waitReally } = options;
  const { db } = database;
  const stopping = new AbortController();
  const until: Record<PlatformRequest, number> = { find: 0, post: 0 };
  let broken = false;
  let silent = false;

  /** What is written down is for people and for other processes. */
  function write(what: readonly (PlatformRequest | 'token')[], held: string | null, nextAt: number): Promise<void> {
    return db.transaction().execute(async tx => {
      for (const one of what) await savePlatformHold(tx, platform.name, one, { held, nextAt });
      await raiseRevision(tx, 'lanes');
      await notifyLanes(database, tx, null);
    });
  }

  /** Until when any process has shut the platform for this, milliseconds. */
  async function shutInStore(asked: PlatformRequest): Promise<number> {
    return (await findHold(db, platformHoldKey(platform.name, asked)))?.nextAt ?? 0;
  }

  /** A store that does not answer now is asked again: it must not be said for ever that the token is broken. */
  async function writeWorks(): Promise<void> {
    while (!stopping.signal.aborted) {
      const written = await clearHold(db, platformHoldKey(platform.name, 'token')).then(
        () => true,
        () => false,
      );
      if (written) return;
      await wait(1000, stopping.signal);
    }
  }

  async function askUntilItWorks(): Promise<void> {
    while (!stopping.signal.aborted) {
      await wait(probeEvery, stopping.signal);
      // Anything but a broken token is a lane's business again.
      if (stopping.signal.aborted || (await probe())?.kind !== 'token') break;
    }
    if (stopping.signal.aborted) return;
    broken = false;
    opened();
    await writeWorks();
  }

  async function askUntilItAnswers(): Promise<void> {
    let asked: number | null = null;
    for (let failures = 1; !stopping.signal.aborted; failures++) {
      const pause: number = asked ?? limitDelay(failures, Math.random(), backoff);
      // Other processes wait too. When the store does not answer, they find out by themselves.
      await write(both, null, Date.now() + pause).catch(() => {});
      await wait(pause, stopping.signal);
      if (stopping.signal.aborted) return;
      const failure = await probe();
      if (!failure || !(failure.kind === 'transient' || failure.kind === 'rate_limited')) break;
      asked = failure.retryAfter;
    }
    if (stopping.signal.aborted) return;
    silent = false;
    log.info({ op: 'platform.resume', platform: platform.name }, 'the platform responds again; posting resumes');
    opened();
  }

  /** Asks whether the token works; null when it does. */
  async function probe(): Promise<PlatformError | null> {
    try {
      await platform.probe();
      return null;
    } catch (error) {
      return error instanceof PlatformError ? error : null;
    }
  }

  // A platform is opened when its token works: what an earlier process wrote of it is over.
  void writeWorks();
  return {
    opensAt: asked => (broken || silent ? Number.POSITIVE_INFINITY : until[asked]),
    async shutUntil(moment, asked) {
      for (const one of asked) until[one] = Math.max(until[one], moment);
      // A shorter limit must not replace a longer one, of this process or of another.
      for (const one of asked) await write([one], null, Math.max(until[one], await shutInStore(one)));
    },
    async shutForToken(reason) {
      if (broken) return;
      broken = true;
      log.error(
        { op: 'platform.hold', platform: platform.name, reason },
        'the platform rejected its token; messages are on hold until it works',
      );
      void askUntilItWorks();
      await write(['token'], reason, 0);
    },
    async shutUntilItAnswers(reason) {
      if (silent) return;
      silent = true;
      log.warn(
        { op: 'platform.hold', platform: platform.name, reason },
        'the platform blocks all requests; messages are on hold and retries back off',
      );
      void askUntilItAnswers();
    },
    async read() {
      for (const asked of both) {
        const nextAt = await shutInStore(asked);
        if (nextAt > until[asked])
          log.debug(
            { op: 'platform.limit', platform: platform.name, request: asked, nextAt },
            'waiting for a platform limit',
          );
        until[asked] = Math.max(until[asked], nextAt);
      }
    },
    stop: () => stopping.abort(),
  };
}

function waitReally(milliseconds: number, signal: AbortSignal): Promise<void> {
  return delay(milliseconds, undefined, { signal }).catch(() => {});
}
