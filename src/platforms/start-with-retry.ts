/** Starts a platform without blocking anything else: a failure is logged in one line, and everything else continues. */
import type { Log } from '../log.ts';
import { findDescriptor } from './index.ts';
import { type Platform, PlatformError } from './platform.ts';
import { type Clock, realClock } from './reconnect.ts';

/** Milliseconds until the next attempt to start. */
const usualPause = 10_000;

/** The longest wait when the platform, or a firewall before it, limits this address: each request may prolong that limit. */
const longestPause = 5 * 60_000;

/**
 * Resolves true once the platform runs, however long that takes: it may be unreachable, or its token may be rejected until
 * someone fixes it there. `onTokenRejected` gets that reason. Resolves false when `signal` aborts. Never throws. Each reason
 * is logged once.
 */
export async function startPlatform(
  platform: Platform,
  log: Log,
  signal: AbortSignal,
  pause = usualPause,
  onTokenRejected: (reason: string) => void = () => {},
  clock: Pick<Clock, 'wait'> = realClock,
): Promise<boolean> {
  let lastReason = '';
  let limitedAttempts = 0;
  while (!signal.aborted) {
    try {
      await platform.start();
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const isTokenRejected = error instanceof PlatformError && error.kind === 'token';
      const level = isTokenRejected ? 'error' : 'warn';
      limitedAttempts = isLimited(error) ? limitedAttempts + 1 : 0;
      const retryAfter = error instanceof PlatformError ? (error.retryAfter ?? 0) : 0;
      const wait = Math.max(retryAfter, Math.min(pause * 2 ** limitedAttempts, Math.max(pause, longestPause)));
      const title = findDescriptor(`${platform.name}:`)?.title ?? platform.name;
      if (reason !== lastReason)
        log[level](
          { op: 'platform.start', platform: platform.name, reason, retryIn: wait },
          `could not connect to ${title}; messages stay queued; retrying in ${wait / 1000} s`,
        );
      if (isTokenRejected && reason !== lastReason) onTokenRejected(reason);
      lastReason = reason;
      await clock.wait(wait, signal);
    }
  }
  return false;
}

function isLimited(error: unknown): boolean {
  return error instanceof PlatformError && (error.kind === 'rate_limited' || error.scope === 'platform');
}
