/** Starting a platform beside everything else: what goes wrong with one is said in one sentence, and the rest goes on. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Platform, PlatformError } from './platform.ts';

/** How long until a platform that did not start is tried again, in milliseconds. */
const usualPause = 10_000;

/**
 * Resolves true once it runs, however long that takes: Slack or Discord may be out of reach, or its token refused until
 * somebody mends it there, which `refused` is told. False when `signal` ended the wait. Never throws. Each reason is said
 * once.
 */
export async function startPlatform(
  platform: Platform,
  log: Logger,
  signal: AbortSignal,
  pause = usualPause,
  refused: (reason: string) => void = () => {},
): Promise<boolean> {
  let said = '';
  while (!signal.aborted) {
    try {
      await platform.start();
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const isRefused = error instanceof PlatformError && error.kind === 'token';
      const level = isRefused ? 'error' : 'warn';
      const goesOn = `Everything else goes on; its deliveries wait. It is tried again every ${pause / 1000} s.`;
      if (reason !== said) log[level]({ platform: platform.name }, `${reason} ${goesOn}`);
      if (isRefused && reason !== said) refused(reason);
      said = reason;
      await delay(pause, undefined, { signal }).catch(() => {});
    }
  }
  return false;
}
