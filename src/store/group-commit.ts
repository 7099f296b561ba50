/**
 * Group commit: items that are submitted while a commit runs go into the next one together, so that durability costs one
 * disk flush per batch, and not one per item.
 */

interface GroupCommit<Item, Result> {
  /** Resolves once the item is committed; rejects when it can't be. */
  submit(item: Item): Promise<Result>;
  /** Resolves once everything submitted is done. */
  idle(): Promise<void>;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Batches items into calls of `commit`, which writes a batch in one transaction and returns one result per item, in order.
 * When a batch fails with an error of one item (`isItemError`), its items are committed one by one, so that only that item
 * fails. With any other error the whole batch fails.
 */
export function createGroupCommit<Item, Result>(
  commit: (items: Item[]) => Promise<Result[]>,
  isItemError: (error: unknown) => boolean,
  maxBatch = 500,
): GroupCommit<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      // Requests that arrive in the same cycle of the event loop go into one batch.
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
      if (batch.length > 1 && isItemError(error)) for (const one of batch) await flush([one]);
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
