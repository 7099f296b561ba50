/** Starting a platform beside everything else: what goes wrong with one is said in one sentence, and the rest goes on. */
import type { Log } from '../log.ts';
import { type Platform, PlatformError } from './platform.ts';
import { type Clock, realClock } from './reconnect.ts';

/** How long until a platform that did not start is tried again, in milliseconds. */
const usualPause = 10_000;

/** The longest such wait when the platform, or a firewall before it, limits this address: each request may prolong that. */
const longestPause = 5 * 60_000;

/**
 * Resolves true once it runs, however long that takes: Slack or Discord may be out of reach, or its token refused until
 * somebody mends it there, which `refused` is told. False when `signal` ended the wait. Never throws. Each reason is said
 * once.
 */
export async function startPlatform(
  platform: Platform,
  log: Log,
  signal: AbortSignal,
  pause = usualPause,
  refused: (reason: string) => void = () => {},
  clock: Pick<Clock, 'wait'> = realClock,
): Promise<boolean> {
  let said = '';
  let limited = 0;
  while (!signal.aborted) {
    try {
      await platform.start();
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const isRefused = error instanceof PlatformError && error.kind === 'token';
      const level = isRefused ? 'error' : 'warn';
      limited = isLimited(error) ? limited + 1 : 0;
      const asked = error instanceof PlatformError ? (error.retryAfter ?? 0) : 0;
      const wait = Math.max(asked, Math.min(pause * 2 ** limited, Math.max(pause, longestPause)));
      const again = limited > 0 ? 'after growing waits' : `every ${pause / 1000} s`;
      if (reason !== said)
        log[level](
          { op: 'platform.start', platform: platform.name, reason, retryIn: wait },
          `could not start a platform; its messages wait and everything else continues, retrying ${again}`,
        );
      if (isRefused && reason !== said) refused(reason);
      said = reason;
      await clock.wait(wait, signal);
    }
  }
  return false;
}

function isLimited(error: unknown): boolean {
  return error instanceof PlatformError && (error.kind === 'rate_limited' || error.scope === 'platform');
}
