/** What concerns a whole platform: its limits and its token. While the gate is shut, no lane of it sends. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Platform, PlatformError } from '../platforms/platform.ts';

export interface Gate {
  /** When its lanes may send again, milliseconds; Infinity while the token is broken. */
  readonly opensAt: number;
  /** A limit that all lanes share: nothing is sent before `until`. */
  shutUntil(until: number): void;
  /** The token is broken: one question now and then, not one a lane, until it works again. */
  shutForToken(reason: string): void;
  stop(): void;
}

/** `opened` is called when a broken token works again; `pause` is between two questions, in milliseconds. */
export function createGate(platform: Platform, opened: () => void, log: Logger, pause = 30_000): Gate {
  const stopping = new AbortController();
  let until = 0;
  let reason: string | null = null;

  async function askUntilItWorks(): Promise<void> {
    while (!stopping.signal.aborted) {
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted || (await works())) break;
    }
    reason = null;
    if (!stopping.signal.aborted) opened();
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

  return {
    get opensAt() {
      return reason === null ? until : Number.POSITIVE_INFINITY;
    },
    shutUntil(moment) {
      until = Math.max(until, moment);
    },
    shutForToken(why) {
      if (reason !== null) return;
      reason = why;
      log.error({ platform: platform.name }, `${why} Its deliveries wait until it works again.`);
      void askUntilItWorks();
    },
    stop: () => stopping.abort(),
  };
}
