/** A loop: work that is done when somebody wakes it or when it asked to be, and never twice at a time. */

export interface Loop {
  wake(): void;
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}

/** The longest that setTimeout is trusted with, in milliseconds. */
const longestTimer = 60_000;

/** Milliseconds until work that failed is tried again. */
const pause = 1000;

/**
 * `work` says when it wants to run again (milliseconds since 1970), or null when it is done until the next wake; `idle`
 * is then called. What it throws is the store's, which is asked again in a second.
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
