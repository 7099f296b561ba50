/** Counts rejected webhooks per source, for people who set up a source and receive nothing. */
import type { Db } from '../tables.ts';

export interface RejectionCount {
  count: number;
  /** When the last was received, milliseconds. */
  at: number;
  /** Why the last was rejected. */
  reason: string;
}

/** Milliseconds between two writes: anyone can send any number of requests. */
const writeInterval = 1000;

export interface RejectionCounter {
  count(source: string, reason: string): void;
  /** Deletes the count of a source that works again. */
  clear(source: string): void;
  /** Writes the remaining counts. */
  stop(): Promise<void>;
}

/** Creates a counter that counts in memory and writes once a second. A failed write is ignored: only a count is lost. */
export function createRejectionCounter(db: Db): RejectionCounter {
  let counted = new Map<string, RejectionCount>();
  let timer: NodeJS.Timeout | null = null;
  let clearing = Promise.resolve();

  async function write(): Promise<void> {
    timer = null;
    const batch = counted;
    counted = new Map();
    for (const [source, rejection] of batch) await addRejections(db, source, rejection).catch(() => {});
  }

  return {
    count(source, reason) {
      counted.set(source, { count: (counted.get(source)?.count ?? 0) + 1, at: Date.now(), reason });
      timer ??= setTimeout(() => void write(), writeInterval);
    },
    clear(source) {
      counted.delete(source);
      clearing = clearing.then(() => deleteRejections(db, source)).catch(() => {});
    },
    async stop() {
      if (timer) clearTimeout(timer);
      await clearing;
      await write();
    },
  };
}

async function addRejections(db: Db, source: string, { count, at, reason }: RejectionCount): Promise<void> {
  await db
    .insertInto('refusals')
    .values({ source, count, at, reason })
    .onConflict(conflict =>
      conflict.column('source').doUpdateSet(eb => ({ count: eb('refusals.count', '+', count), at, reason })),
    )
    .execute();
}

async function deleteRejections(db: Db, source: string): Promise<void> {
  await db.deleteFrom('refusals').where('source', '=', source).execute();
}

/** Reads the counts by source. A platform's count is under its path, `/slack/events`. */
export async function listRejections(db: Db): Promise<ReadonlyMap<string, RejectionCount>> {
  const rows = await db.selectFrom('refusals').selectAll().execute();
  return new Map(rows.map(({ source, ...rejection }) => [source, rejection]));
}
