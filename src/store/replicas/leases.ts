/**
 * Leases divide lanes and tasks among the replicas on one PostgreSQL. A replica writes a heartbeat every second; the leases
 * of a dead replica are free. A lease costs one write when it changes hands, and nothing while it is held.
 */
import { randomUUID } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../database.ts';
import { createGroupCommit } from '../group-commit.ts';
import { postgresNow } from '../store-clock.ts';
import type { Db } from '../tables.ts';

export interface Leases {
  /**
   * Claims a lease that is free or whose holder is dead. Returns from when this replica may send (milliseconds; 0: now), so
   * that the previous holder's requests count for the rate limit. Null: another replica holds it.
   */
  claim(name: string): Promise<number | null>;
  /** Returns those of these names that no other living replica holds, without claiming them. */
  free(names: readonly string[]): Promise<readonly string[]>;
  /** Whether this replica holds it, by its own knowledge. */
  holds(name: string): boolean;
  /** Releases leases. `readyAt` is from when the next holder may send, milliseconds. */
  release(leases: readonly { name: string; readyAt: number }[]): Promise<void>;
  /** Returns those of these names that this replica holds, and locks them until the transaction ends. */
  lock(tx: Db, names: readonly string[]): Promise<ReadonlySet<string>>;
  /** Whether this replica counts as alive. While it doesn't, it must not send. */
  readonly alive: boolean;
  /** The number of living replicas, with this one. */
  readonly replicas: number;
  /** Releases everything. */
  stop(): Promise<void>;
}

/** Milliseconds: how long a replica counts as alive after a heartbeat, and the time between heartbeats. */
const heartbeat = { validFor: 5000, every: 1000 };

export interface LeaseClock {
  /** Milliseconds by this process's monotonic clock. */
  now(): number;
  /** Milliseconds since 1970 by the clock that all replicas share: the database's. */
  shared(): RawBuilder<number>;
  /** Calls `beat` every `ms` milliseconds; returns a function that stops it. */
  every(ms: number, beat: () => void): () => void;
}

const systemClock: LeaseClock = {
  now: () => performance.now(),
  shared: () => postgresNow,
  every(ms, beat) {
    const timer = setInterval(beat, ms);
    return () => clearInterval(timer);
  },
};

/** SQLite allows one process (see single-process-lock.ts), so it holds every lease. */
export const allLeases: Leases = {
  claim: async () => 0,
  free: async names => names,
  holds: () => true,
  release: async () => {},
  lock: async (_tx, names) => new Set(names),
  alive: true,
  replicas: 1,
  stop: async () => {},
};

/** Opens the leases; resolves after the first heartbeat. `failed` gets the errors of later ones. */
export async function openLeases(
  database: Database,
  failed: (error: unknown) => void,
  clock: LeaseClock = systemClock,
): Promise<Leases> {
  return database.kind === 'sqlite' ? allLeases : openShared(database.db, failed, clock);
}

async function openShared(db: Db, failed: (error: unknown) => void, clock: LeaseClock): Promise<Leases> {
  const me = randomUUID();
  /** Each lease's `readyAt`, by name. */
  const held = new Map<string, number>();
  let aliveUntil = 0;
  let replicas = 1;

  async function beat(): Promise<void> {
    const sentAt = clock.now();
    // This heartbeat is late, so any lease may be lost. Drop all; the next claims find those still held.
    if (sentAt >= aliveUntil) held.clear();
    const until = sql<number>`${clock.shared()} + ${heartbeat.validFor}`;
    await db
      .insertInto('replicas')
      .values({ id: me, until })
      .onConflict(conflict => conflict.column('id').doUpdateSet({ until }))
      .execute();
    aliveUntil = sentAt + heartbeat.validFor;
    const { count } = await db
      .selectFrom('replicas')
      .select(eb => eb.fn.countAll<number>().as('count'))
      .where('until', '>', clock.shared())
      .executeTakeFirstOrThrow();
    replicas = Math.max(1, count);
  }

  /** Every replica locks rows in the same order, so that no two wait for each other. */
  async function claimAll(names: string[]): Promise<(number | null)[]> {
    const sorted = [...new Set(names)].sort();
    const free = await db.transaction().execute(async tx => {
      await tx
        .insertInto('leases')
        .values(sorted.map(name => ({ name, owner: null })))
        .onConflict(conflict => conflict.column('name').doNothing())
        .execute();
      const rows = await tx
        .selectFrom('leases')
        .select(['name', 'ready_at'])
        .where('name', 'in', sorted)
        .where(eb =>
          eb.or([
            eb('owner', 'is', null),
            eb('owner', '=', me),
            eb('owner', 'not in', eb.selectFrom('replicas').select('id').where('until', '>', clock.shared())),
          ]),
        )
        .orderBy('name')
        .forUpdate()
        .skipLocked()
        .execute();
      const claimed = rows.map(({ name }) => name);
      if (claimed.length > 0) await tx.updateTable('leases').set({ owner: me }).where('name', 'in', claimed).execute();
      return new Map(rows.map(({ name, ready_at }) => [name, ready_at]));
    });
    for (const [name, readyAt] of free) held.set(name, readyAt);
    return names.map(name => free.get(name) ?? null);
  }

  const claims = createGroupCommit(claimAll, () => false);
  await beat();
  await sweep(db, clock);
  const stopBeating = clock.every(heartbeat.every, () => void beat().catch(failed));

  return {
    async claim(name) {
      const readyAt = held.get(name);
      return readyAt !== undefined && clock.now() < aliveUntil ? readyAt : claims.submit(name);
    },
    async free(names) {
      if (names.length === 0) return [];
      const taken = await db
        .selectFrom('leases')
        .innerJoin('replicas', 'replicas.id', 'leases.owner')
        .select('name')
        .where('until', '>', clock.shared())
        .where('owner', '!=', me)
        .where('name', 'in', names)
        .execute();
      const others = new Set(taken.map(({ name }) => name));
      return names.filter(name => !others.has(name));
    },
    holds: name => held.has(name),
    async release(leases) {
      for (const { name } of leases) held.delete(name);
      await db.transaction().execute(async tx => {
        for (const { name, readyAt } of leases.toSorted(byName)) {
          await tx
            .updateTable('leases')
            .set({ owner: null, ready_at: Math.round(readyAt) })
            .where('name', '=', name)
            .where('owner', '=', me)
            .execute();
        }
      });
    },
    async lock(tx, names) {
      const rows = await tx
        .selectFrom('leases')
        .select('name')
        .where('name', 'in', names)
        .where('owner', '=', me)
        .orderBy('name')
        .forUpdate()
        .execute();
      const locked = new Set(rows.map(({ name }) => name));
      // A lease that was lost unnoticed is claimed again.
      for (const name of names) if (!locked.has(name)) held.delete(name);
      return locked;
    },
    get replicas() {
      return replicas;
    },
    get alive() {
      return clock.now() < aliveUntil;
    },
    async stop() {
      stopBeating();
      aliveUntil = 0;
      await db.deleteFrom('replicas').where('id', '=', me).execute().catch(failed);
    },
  };
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

/** Deletes replicas that died over an hour ago. */
async function sweep(db: Db, clock: LeaseClock): Promise<void> {
  await db.deleteFrom('replicas').where('until', '<', sql<number>`${clock.shared()} - 3600000`).execute();
}
