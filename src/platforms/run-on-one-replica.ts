/** Runs a listener in one process at a time, such as Discord's gateway: the process with the lease opens it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Log, PlatformListener } from './platform.ts';

/** Milliseconds between two checks of the lease. */
const pause = 2000;

/** Resolves early when the signal aborts; never throws. */
const waitAPause = (signal: AbortSignal): Promise<void> => delay(pause, undefined, { signal }).catch(() => {});

/**
 * Opens the listener while `holdsLease` is true and closes it otherwise, until `signal` aborts. Never throws: an error is
 * logged, and the next check follows after `wait`.
 */
export async function listenOnOneReplica(
  listener: PlatformListener,
  holdsLease: () => Promise<boolean>,
  log: Log,
  signal: AbortSignal,
  wait = waitAPause,
): Promise<void> {
  let isStandby = false;
  while (!signal.aborted) {
    try {
      const isHolder = await holdsLease();
      if (!isHolder && !isStandby)
        log.info(
          { op: 'connection.open' },
          'another process holds the connection; taking over when that process is gone',
        );
      isStandby = !isHolder;
      if (isHolder) await listener.open();
      else await listener.close();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.warn({ op: 'connection.open', reason }, 'could not open the connection; retrying');
    }
    await wait(signal);
  }
  await listener.close();
}
