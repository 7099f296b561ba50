/** What only one process may hold at a time, such as Discord's gateway: whoever gets the lease opens it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Log, PlatformListener } from './platform.ts';

/** Milliseconds between two looks whether it is this process's turn. */
const pause = 2000;

/** Ends early, and never throws, when the signal aborts. */
const waitAPause = (signal: AbortSignal): Promise<void> => delay(pause, undefined, { signal }).catch(() => {});

/**
 * Opens the listener whenever `mine` says that it is this process's, and closes it when it is no more, until `signal`
 * ends it. Never throws: what cannot be asked now is asked again, after `wait`.
 */
export async function listenInTurn(
  listener: PlatformListener,
  mine: () => Promise<boolean>,
  log: Log,
  signal: AbortSignal,
  wait = waitAPause,
): Promise<void> {
  let isStandby = false;
  while (!signal.aborted) {
    try {
      const isMine = await mine();
      if (!isMine && !isStandby)
        log.info(
          { op: 'connection.open' },
          'another process holds the connection; taking over when that process is gone',
        );
      isStandby = !isMine;
      if (isMine) await listener.open();
      else await listener.close();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.warn({ op: 'connection.open', reason }, 'could not open the connection; retrying');
    }
    await wait(signal);
  }
  await listener.close();
}
