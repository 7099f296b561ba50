/**
 * Group commit: whatever is submitted while one commit is on its way to the disk goes into the next one together, so
 * that durability costs a disk flush a batch and not a disk flush a request.
 */

export interface GroupCommit<Item, Result> {
  /** Resolves once the item is committed; rejects when it could not be. */
  submit(item: Item): Promise<Result>;
  /** Resolves when nothing is waiting any more. */
  idle(): Promise<void>;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * `commit` writes a batch in one transaction and gives a result per item, in order. When a batch fails by
 * the fault of one of its items, they are tried one by one, so that it fails alone; otherwise it fails whole.
 */
export function createGroupCommit<Item, Result>(
  commit: (items: Item[]) => Promise<Result[]>,
  isItemFault: (error: unknown) => boolean,
  maxBatch = 500,
): GroupCommit<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      // Requests that arrive in the same turn of the event loop belong together.
      await new Promise(resolve => setImmediate(resolve));
      const batch = waiting.slice(0, maxBatch);
      waiting = waiting.slice(maxBatch);
      await flush(batch);
    }
    running = null;
  }

  async function flush(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await commit(batch.map(one => one.item));
      for (const [index, one] of batch.entries()) one.resolve(results[index] as Result);
    } catch (error) {
      if (batch.length > 1 && isItemFault(error)) for (const one of batch) await flush([one]);
      else for (const one of batch) one.reject(error);
    }
  }

  return {
    submit: item =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        running ??= run();
      }),
    idle: async () => running ?? undefined,
  };
}
