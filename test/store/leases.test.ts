import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { type LeaseClock, type Leases, openLeases } from '../../src/store/replicas/leases.ts';
import { createTestDatabase, describeOnDatabases, describeOnPostgres, type TestDatabase } from '../databases.ts';

let place: TestDatabase;
let database: Database;
const opened: Leases[] = [];

function onDatabase(kind: 'sqlite' | 'postgres') {
  beforeEach(async () => {
    place = await createTestDatabase(kind);
    database = await openDatabase(place.url);
  });
  afterEach(async () => {
    for (const leases of opened.splice(0)) await leases.stop();
    await database.close();
    await place.remove();
  });
}

async function replica(clock?: LeaseClock): Promise<Leases> {
  const fail = (error: unknown) => {
    throw error;
  };
  const leases = await openLeases(database, fail, clock);
  opened.push(leases);
  return leases;
}

const keeps = (leases: Leases, names: readonly string[]) =>
  database.db.transaction().execute(async tx => [...(await leases.keep(tx, names))].sort());

describeOnDatabases('a lease', kind => {
  onDatabase(kind);

  test('is its claimant’s, again and again, and stays so to the end of a transaction', async () => {
    const one = await replica();
    expect(await one.claim('a')).toBe(0);
    expect(await one.claim('a')).toBe(0);
    expect(one.holds('a')).toBe(true);
    expect(one.alive).toBe(true);
    expect(await keeps(one, ['a'])).toEqual(['a']);
  });
});

describeOnPostgres('leases of several replicas', () => {
  onDatabase('postgres');

  test('each is one replica’s, whoever asks at once', async () => {
    const [one, two] = [await replica(), await replica()];
    const names = Array.from({ length: 50 }, (_, at) => `lane-${at}`);
    const [first, second] = await Promise.all([one, two].map(each => Promise.all(names.map(each.claim))));
    const owners = names.map((_, at) => [first, second].filter(claims => claims?.[at] !== null).length);
    // Both asked for the same rows in one order, so nobody waits for nobody; a row that both wanted at once may be free still.
    expect(Math.max(...owners)).toBe(1);
    const later = await Promise.all([one, two].map(each => Promise.all(names.map(each.claim))));
    expect(names.map((_, at) => later.filter(claims => claims[at] !== null).length)).toEqual(names.map(() => 1));
  });

  test('what is given back may be taken, and says how long it rests', async () => {
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

  test('what a stopped replica held is free at once', async () => {
    const [one, two] = [await replica(), await replica()];
    await one.claim('a');
    expect(two.replicas).toBe(2);
    await one.stop();
    expect(one.alive).toBe(false);
    expect(await two.claim('a')).toBe(0);
  });

  test('what a silent replica held is taken over, and nothing that it still writes is taken', async () => {
    const [one, two] = [await replica(), await replica()];
    await one.claim('a');
    await one.claim('b');
    expect(await keeps(one, ['a', 'b'])).toEqual(['a', 'b']);
    // As if it had been still for longer than a replica is taken to live.
    await database.db.updateTable('replicas').set({ until: 0 }).execute();
    expect(await two.claim('a')).toBe(0);
    expect(await keeps(one, ['a', 'b'])).toEqual(['b']);
    expect(await keeps(two, ['a', 'b'])).toEqual(['a']);
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

  test('says at every claim how long it rests', async () => {
    const [one, two] = [await replica(), await replica()];
    await one.claim('a');
    await one.release([{ name: 'a', readyAt: 99_000 }]);
    expect([await two.claim('a'), await two.claim('a')]).toEqual([99_000, 99_000]);
  });

  test('what a release took away while it was claimed is claimed anew', async () => {
    const one = await replica();
    const names = Array.from({ length: 200 }, (_, at) => `lane-${String(at).padStart(3, '0')}`);
    await Promise.all(names.map(one.claim));
    const releasing = one.release(names.map(name => ({ name, readyAt: 0 })));
    await Promise.all(names.map(one.claim));
    await releasing;
    const kept = new Set(await keeps(one, names));
    for (const name of names) expect(one.holds(name)).toBe(kept.has(name));
    await Promise.all(names.map(one.claim));
    expect(await keeps(one, names)).toEqual(names);
  });
});
