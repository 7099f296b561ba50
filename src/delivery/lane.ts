/** A lane in memory: a loop that runs when it is woken or when it asked to be, one at a time. */

export interface Lane {
  wake(): void;
  /** Resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}

/** The longest that setTimeout is trusted with, in milliseconds. */
const longestTimer = 60_000;

/**
 * `work` says when it wants to run again (milliseconds since 1970), or null when it is done until the next wake;
 * `idle` is then called. A failure of `work` is the store's, which is asked again in a second.
 */
export function createLane(
  work: () => Promise<number | null>,
  on: { idle(): void; error(error: unknown): void },
): Lane {
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function run(): Promise<void> {
    let next: number | null = null;
    do {
      again = false;
      next = await work().catch(error => {
        on.error(error);
        return Date.now() + 1000;
      });
    } while (again && !stopped);
    running = null;
    if (stopped) return;
    if (next === null) on.idle();
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
