import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { type LeaseClock, type Leases, openLeases } from '../../src/store/replicas/leases.ts';
import { describeOnDatabases, describeOnPostgres, openTestDatabase } from '../databases.ts';

let database: Database;
const openLeasesOfTest: Leases[] = [];

function onDatabase(kind: 'sqlite' | 'postgres') {
  beforeEach(async () => {
    database = await openTestDatabase(kind);
  });
  afterEach(async () => {
    for (const leases of openLeasesOfTest.splice(0)) await leases.stop();
  });
}

async function replica(clock?: LeaseClock): Promise<Leases> {
  const fail = (error: unknown) => {
    throw error;
  };
  const leases = await openLeases(database, fail, clock);
  openLeasesOfTest.push(leases);
  return leases;
}

const locked = (leases: Leases, names: readonly string[]) =>
  database.db.transaction().execute(async tx => [...(await leases.lock(tx, names))].sort());

describeOnDatabases('a lease', kind => {
  onDatabase(kind);

  test('belongs to its claimant, also after a second claim and to the end of a transaction', async () => {
    const one = await replica();
    expect(await one.claim('a')).toBe(0);
    expect(await one.claim('a')).toBe(0);
    expect(one.holds('a')).toBe(true);
    expect(one.alive).toBe(true);
    expect(await locked(one, ['a'])).toEqual(['a']);
  });
});

describeOnPostgres('leases of several replicas', () => {
  onDatabase('postgres');

  test('each belongs to one replica, also after concurrent claims', async () => {
    const [one, two] = [await replica(), await replica()];
    const names = Array.from({ length: 50 }, (_, at) => `lane-${at}`);
    const [first, second] = await Promise.all([one, two].map(each => Promise.all(names.map(each.claim))));
    const owners = names.map((_, at) => [first, second].filter(claims => claims?.[at] !== null).length);
    // Both skip rows that the other has locked at that moment, so such a row may still be free.
    expect(Math.max(...owners)).toBe(1);
    const later = await Promise.all([one, two].map(each => Promise.all(names.map(each.claim))));
    expect(names.map((_, at) => later.filter(claims => claims[at] !== null).length)).toEqual(names.map(() => 1));
  });

  test('a released lease can be claimed, and has the time from when its holder may send', async () => {
    const [one, two] = [await replica(), await replica()];
    await one.claim('a');
    expect(await two.claim('a')).toBeNull();
    expect(await two.free(['a', 'b'])).toEqual(['b']);
    await one.release([{ name: 'a', readyAt: 12_345.6 }]);
    expect(one.holds('a')).toBe(false);
    expect(await two.free(['a', 'b'])).toEqual(['a', 'b']);
    expect(await two.claim('a')).toBe(12_346);
    expect(await one.claim('a')).toBeNull();
  });

  test('the leases of a stopped replica are free at once', async () => {
    const [one, two] = [await replica(), await replica()];
    await one.claim('a');
    expect(two.replicas).toBe(2);
    await one.stop();
    expect(one.alive).toBe(false);
    expect(await two.claim('a')).toBe(0);
  });

  test('the leases of a silent replica are taken over, and it can no longer lock them', async () => {
    const [one, two] = [await replica(), await replica()];
    await one.claim('a');
    await one.claim('b');
    expect(await locked(one, ['a', 'b'])).toEqual(['a', 'b']);
    // As if its heartbeat were overdue.
    await database.db.updateTable('replicas').set({ until: 0 }).execute();
    expect(await two.claim('a')).toBe(0);
    expect(await locked(one, ['a', 'b'])).toEqual(['b']);
    expect(await locked(two, ['a', 'b'])).toEqual(['a']);
  });

  test('a replica keeps its leases for as long as it renews them, and no longer', async () => {
    let time = 0;
    const renewals = new Map<string, () => void>();
    const clockOf = (name: string): LeaseClock => ({
      now: () => time,
      shared: () => sql<number>`${time}::bigint`,
      every(_ms, beat) {
        renewals.set(name, beat);
        return () => renewals.delete(name);
      },
    });
    const until = async () =>
      (await database.db.selectFrom('replicas').select('until').orderBy('until').execute()).map(row => row.until);
    const [one, two] = [await replica(clockOf('one')), await replica(clockOf('two'))];
    await one.claim('a');
    for (let second = 0; second < 20; second++) {
      time += 1000;
      for (const renew of renewals.values()) renew();
      await expect.poll(until).toEqual([time + 5000, time + 5000]);
      expect(await two.claim('a')).toBeNull();
    }
    expect([one.alive, one.holds('a')]).toEqual([true, true]);
    time += 5000;
    expect(one.alive).toBe(false);
    renewals.get('two')?.();
    await expect.poll(until).toEqual([time, time + 5000]);
    expect(await two.claim('a')).toBe(0);
    renewals.get('one')?.();
    await expect.poll(until).toEqual([time + 5000, time + 5000]);
    expect([one.alive, one.holds('a'), await one.claim('a')]).toEqual([true, false, null]);
  });

  test('every claim returns the time from when the holder may send', async () => {
    const [one, two] = [await replica(), await replica()];
    await one.claim('a');
    await one.release([{ name: 'a', readyAt: 99_000 }]);
    expect([await two.claim('a'), await two.claim('a')]).toEqual([99_000, 99_000]);
  });

  test('leases that are claimed during their release can be claimed again', async () => {
    const one = await replica();
    const names = Array.from({ length: 200 }, (_, at) => `lane-${String(at).padStart(3, '0')}`);
    await Promise.all(names.map(one.claim));
    const releasing = one.release(names.map(name => ({ name, readyAt: 0 })));
    await Promise.all(names.map(one.claim));
    await releasing;
    const held = new Set(await locked(one, names));
    for (const name of names) expect(one.holds(name)).toBe(held.has(name));
    await Promise.all(names.map(one.claim));
    expect(await locked(one, names)).toEqual(names);
  });
});
