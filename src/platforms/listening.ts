/** What only one process may hold at a time, such as Discord's gateway: whoever gets the lease opens it. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Log, PlatformListener } from './platform.ts';

/** Milliseconds between two looks whether it is this process's turn. */
const pause = 2000;

/**
 * Opens the listener whenever `mine` says that it is this process's, and closes it when it is no more, until `signal`
 * ends it. Never throws: what cannot be asked now is asked again.
 */
export async function listenInTurn(
  listener: PlatformListener,
  mine: () => Promise<boolean>,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      if (await mine()) await listener.open();
      else await listener.close();
    } catch (error) {
      log.warn(`Listening is tried again: ${error instanceof Error ? error.message : String(error)}`);
    }
    await delay(pause, undefined, { signal }).catch(() => {});
  }
  await listener.close();
}
