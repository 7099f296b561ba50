/** A loop that runs its work when woken or at the time the work requested, one run at a time. */

export interface Loop {
  wake(): void;
  /** Stops the loop; resolves once the current run has ended. */
  stop(): Promise<void>;
}

/** Longest timer in milliseconds. If the next run is further away, the work runs early and returns that time again. */
const longestTimer = 60_000;

/** Milliseconds until failed work is retried. */
const pause = 1000;

/**
 * Starts no work until the first wake(). `work` resolves with the time of its next run (milliseconds since 1970), or with
 * null to wait for the next wake; then `idle` is called. After an error of `work` the loop reports it and retries in a second.
 */
export function createLoop(
  work: () => Promise<number | null>,
  on: { idle?(): void; error(error: unknown): void },
): Loop {
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function run(): Promise<void> {
    let next: number | null = null;
    do {
      again = false;
      next = await work().catch(error => {
        if (!stopped) on.error(error);
        return Date.now() + pause;
      });
    } while (again && !stopped);
    running = null;
    if (stopped) return;
    if (next === null) on.idle?.();
    else timer = setTimeout(wake, Math.min(Math.max(0, next - Date.now()), longestTimer));
  }

  function wake(): void {
    if (stopped) return;
    clearTimeout(timer);
    again = true;
    running ??= run();
  }

  return {
    wake,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
