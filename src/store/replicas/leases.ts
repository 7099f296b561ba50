/**
 * Leases: which of several processes on one PostgreSQL does what. A replica says every second that it lives; what a dead
 * one held is free. A lease costs a write when it changes hands, and nothing while it is held.
 */
import { randomUUID } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../database.ts';
import { createGroupCommit } from '../group-commit.ts';
import type { Db } from '../tables.ts';

export interface Leases {
  /**
   * Takes what nobody that lives holds. Null: another replica has it; else from when on its holder may send, to keep the
   * pace of who had it before (milliseconds, 0 for any time).
   */
  claim(name: string): Promise<number | null>;
  /** Of these, those that no other living replica holds; asks without taking any. */
  free(names: readonly string[]): Promise<readonly string[]>;
  /** Whether this replica holds it, as far as it knows. */
  holds(name: string): boolean;
  /** Gives them back, each with the moment from when on its next holder may send. */
  release(leases: readonly { name: string; readyAt: number }[]): Promise<void>;
  /** Of these, those that are this replica's, and stay so until the transaction ends. */
  keep(tx: Db, names: readonly string[]): Promise<ReadonlySet<string>>;
  /** Whether the others still take this replica to live: without that, nothing may be sent. */
  readonly alive: boolean;
  /** How many replicas live, this one among them. */
  readonly replicas: number;
  /** Gives everything back. */
  stop(): Promise<void>;
}

/** Milliseconds: how long a replica is taken to live after it last said so, and how often it says so. */
const life = { lasts: 5000, beat: 1000 };

export interface LeaseClock {
  /** Milliseconds by this process's monotonic clock. */
  now(): number;
  /** Milliseconds since 1970 by the clock that all replicas share: the database's. */
  shared(): RawBuilder<number>;
  /** Calls `beat` every so many milliseconds; returns what ends that. */
  every(ms: number, beat: () => void): () => void;
}

const systemClock: LeaseClock = {
  now: () => performance.now(),
  shared: () => sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`,
  every(ms, beat) {
    const timer = setInterval(beat, ms);
    return () => clearInterval(timer);
  },
};

/** With SQLite one process serves (see sole.ts), and everything is its own. */
const everything: Leases = {
  claim: async () => 0,
  free: async names => names,
  holds: () => true,
  release: async () => {},
  keep: async (_tx, names) => new Set(names),
  alive: true,
  replicas: 1,
  stop: async () => {},
};

/** Resolves once this replica is known to live. `failed` is told when it cannot say so. */
export async function openLeases(
  database: Database,
  failed: (error: unknown) => void,
  clock: LeaseClock = systemClock,
): Promise<Leases> {
  return database.kind === 'sqlite' ? everything : openShared(database.db, failed, clock);
}

async function openShared(db: Db, failed: (error: unknown) => void, clock: LeaseClock): Promise<Leases> {
  const me = randomUUID();
  /** By name, from when on its holder may send. */
  const held = new Map<string, number>();
  let aliveUntil = 0;
  let replicas = 1;

  async function live(): Promise<void> {
    const asked = clock.now();
    // Whoever was late may have lost anything: what it still holds, it finds when it claims again.
    if (asked >= aliveUntil) held.clear();
    const until = sql<number>`${clock.shared()} + ${life.lasts}`;
    await db
      .insertInto('replicas')
      .values({ id: me, until })
      .onConflict(conflict => conflict.column('id').doUpdateSet({ until }))
      .execute();
    aliveUntil = asked + life.lasts;
    const { count } = await db
      .selectFrom('replicas')
      .select(eb => eb.fn.countAll<number>().as('count'))
      .where('until', '>', clock.shared())
      .executeTakeFirstOrThrow();
    replicas = Math.max(1, count);
  }

  /** Rows are taken in one order by all, so that two replicas never wait for each other. */
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
      const taken = rows.map(({ name }) => name);
      if (taken.length > 0) await tx.updateTable('leases').set({ owner: me }).where('name', 'in', taken).execute();
      return new Map(rows.map(({ name, ready_at }) => [name, ready_at]));
    });
    for (const [name, readyAt] of free) held.set(name, readyAt);
    return names.map(name => free.get(name) ?? null);
  }

  const claims = createGroupCommit(claimAll, () => false);
  await live();
  await sweep(db, clock);
  const stopBeating = clock.every(life.beat, () => void live().catch(failed));

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
    async keep(tx, names) {
      const rows = await tx
        .selectFrom('leases')
        .select('name')
        .where('name', 'in', names)
        .where('owner', '=', me)
        .orderBy('name')
        .forUpdate()
        .execute();
      const kept = new Set(rows.map(({ name }) => name));
      // What was lost without our knowing is claimed anew.
      for (const name of names) if (!kept.has(name)) held.delete(name);
      return kept;
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

/** Replicas that died long ago. */
async function sweep(db: Db, clock: LeaseClock): Promise<void> {
  await db.deleteFrom('replicas').where('until', '<', sql<number>`${clock.shared()} - 3600000`).execute();
}
