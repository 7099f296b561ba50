/** Starting a platform beside everything else: what goes wrong with one is said in one sentence, and the rest goes on. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Platform, PlatformError } from './platform.ts';

/** How long until a platform that could not be reached is tried again, in milliseconds. */
const pause = 10_000;

/** Resolves true once it runs; false when its token is refused or `signal` ended the wait. Never throws. */
export async function startPlatform(platform: Platform, log: Logger, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    try {
      await platform.start();
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (error instanceof PlatformError && error.kind === 'token') {
        log.error({ platform: platform.name }, `${reason} Everything else goes on; its deliveries wait.`);
        return false;
      }
      log.warn({ platform: platform.name }, `${reason} It is tried again in ${pause / 1000} s.`);
      await delay(pause, undefined, { signal }).catch(() => {});
    }
  }
  return false;
}
