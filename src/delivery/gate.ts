/** What concerns a whole platform: its limits and its token. While the gate is shut, no lane of it sends. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Platform, PlatformError } from '../platforms/platform.ts';
import type { Database } from '../store/database.ts';
import { clearTrouble, findTrouble, platformTrouble, savePlatformTrouble } from '../store/lanes.ts';
import { notifyLanes } from '../store/notices.ts';
import { raiseRevision } from '../store/revisions.ts';

/** What a platform is asked for: each has limits of its own. */
export type Asked = 'find' | 'post';

export interface Gate {
  /** When its lanes may ask for this again, milliseconds; Infinity while the token is broken. */
  opensAt(asked: Asked): number;
  /** A limit that all lanes share, in every process: none asks for these before `until`. */
  shutUntil(until: number, asked: readonly Asked[]): Promise<void>;
  /** The token is broken: one question now and then, not one a lane, until it works again. */
  shutForToken(reason: string): Promise<void>;
  /** Reads what other processes have shut. */
  read(): Promise<void>;
  stop(): void;
}

export interface GateOptions {
  database: Database;
  /** Called when a broken token works again. */
  opened(): void;
  log: Logger;
  /** Milliseconds between two questions whether a broken token works again; 30 s when not given. */
  probeEvery?: number | undefined;
}

export function createGate(platform: Platform, { database, opened, log, probeEvery = 30_000 }: GateOptions): Gate {
  const { db } = database;
  const stopping = new AbortController();
  const until: Record<Asked, number> = { find: 0, post: 0 };
  let broken = false;

  /** What is written down is for people and for other processes. */
  function write(what: readonly (Asked | 'token')[], held: string | null, nextAt: number): Promise<void> {
    return db.transaction().execute(async tx => {
      for (const one of what) await savePlatformTrouble(tx, platform.name, one, { held, nextAt });
      await raiseRevision(tx, 'lanes');
      await notifyLanes(database, tx, null);
    });
  }

  /** A store that does not answer now is asked again: it must not be said for ever that the token is broken. */
  async function writeWorks(): Promise<void> {
    while (!stopping.signal.aborted) {
      const written = await clearTrouble(db, platformTrouble(platform.name, 'token')).then(
        () => true,
        () => false,
      );
      if (written) return;
      await delay(1000, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  async function askUntilItWorks(): Promise<void> {
    while (!stopping.signal.aborted) {
      await delay(probeEvery, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted || (await works())) break;
    }
    if (stopping.signal.aborted) return;
    broken = false;
    opened();
    await writeWorks();
  }

  /** Anything but a broken token is a lane's business again. */
  async function works(): Promise<boolean> {
    try {
      await platform.probe();
      return true;
    } catch (error) {
      return !(error instanceof PlatformError && error.kind === 'token');
    }
  }

  // A platform is opened when its token works: what an earlier process wrote of it is over.
  void writeWorks();
  return {
    opensAt: asked => (broken ? Number.POSITIVE_INFINITY : until[asked]),
    async shutUntil(moment, asked) {
      for (const one of asked) until[one] = Math.max(until[one], moment);
      await write(asked, null, moment);
    },
    async shutForToken(reason) {
      if (broken) return;
      broken = true;
      log.error({ platform: platform.name }, `${reason} Its deliveries wait until it works again.`);
      void askUntilItWorks();
      await write(['token'], reason, 0);
    },
    async read() {
      for (const asked of ['find', 'post'] as const) {
        const nextAt = (await findTrouble(db, platformTrouble(platform.name, asked)))?.nextAt ?? 0;
        if (nextAt > until[asked])
          log.debug({ platform: platform.name, asked, nextAt }, 'waiting for a platform limit');
        until[asked] = Math.max(until[asked], nextAt);
      }
    },
    stop: () => stopping.abort(),
  };
}
