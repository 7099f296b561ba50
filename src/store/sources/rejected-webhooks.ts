/** How many requests of each source were not authentic, for whoever set the source up and hears nothing. */
import type { Db } from '../tables.ts';

export interface RejectionCount {
  count: number;
  /** When the last came, milliseconds. */
  at: number;
  /** Why it was refused. */
  reason: string;
}

/** Milliseconds between two writes: strangers may send as many as they like. */
const every = 1000;

export interface RejectionCounter {
  count(source: string, reason: string): void;
  /** Forgets those of a source, which is well again. */
  clear(source: string): void;
  /** Writes what is not written yet. */
  stop(): Promise<void>;
}

/** Counts in memory and writes once in a while. A count that cannot be written is not worth an error. */
export function createRejectionCounter(db: Db): RejectionCounter {
  let counted = new Map<string, RejectionCount>();
  let timer: NodeJS.Timeout | null = null;
  let clearing = Promise.resolve();

  async function write(): Promise<void> {
    timer = null;
    const batch = counted;
    counted = new Map();
    for (const [source, refusal] of batch) await addRefusals(db, source, refusal).catch(() => {});
  }

  return {
    count(source, reason) {
      counted.set(source, { count: (counted.get(source)?.count ?? 0) + 1, at: Date.now(), reason });
      timer ??= setTimeout(() => void write(), every);
    },
    clear(source) {
      counted.delete(source);
      clearing = clearing.then(() => clearRefusals(db, source)).catch(() => {});
    },
    async stop() {
      if (timer) clearTimeout(timer);
      await clearing;
      await write();
    },
  };
}

async function addRefusals(db: Db, source: string, { count, at, reason }: RejectionCount): Promise<void> {
  await db
    .insertInto('refusals')
    .values({ source, count, at, reason })
    .onConflict(conflict =>
      conflict.column('source').doUpdateSet(eb => ({ count: eb('refusals.count', '+', count), at, reason })),
    )
    .execute();
}

async function clearRefusals(db: Db, source: string): Promise<void> {
  await db.deleteFrom('refusals').where('source', '=', source).execute();
}

/** By source, since it was first refused; a platform's are under its path, `/slack/events`. */
export async function listRejections(db: Db): Promise<ReadonlyMap<string, RejectionCount>> {
  const rows = await db.selectFrom('refusals').selectAll().execute();
  return new Map(rows.map(({ source, ...refusal }) => [source, refusal]));
}
