import { expect, test } from 'vitest';
import { readRevision } from '../../src/store/cache-version.ts';
import { addSource, listOwners, listSources, putSource, removeSource } from '../../src/store/sources/sources.ts';
import { describeOnDatabases, openTestDatabase } from '../databases.ts';

describeOnDatabases('sources', kind => {
  test('a source is stored by its name, and new credentials replace the old ones', async () => {
    const { db } = await openTestDatabase(kind);
    const clinic = {
      name: 'clinic',
      provider: 'cometchat',
      credentials: { username: 'a', password: 'b' },
      workspace: null,
    };
    await putSource(db, clinic, 1);
    await putSource(db, { ...clinic, name: 'bureau' }, 2);
    await putSource(db, { ...clinic, credentials: { username: 'a', password: 'c' } }, 3);
    expect(await listSources(db)).toEqual([
      { ...clinic, name: 'bureau' },
      { ...clinic, credentials: { username: 'a', password: 'c' } },
    ]);
    expect(await readRevision(db, 'sources')).toBe(3);
  });

  test('previous credentials are stored with the new ones, until the source is changed again or removed', async () => {
    const { db } = await openTestDatabase(kind);
    const clinic = { name: 'clinic', provider: 'cometchat', credentials: { password: 'b' }, workspace: null };
    const rotated = { ...clinic, old: { credentials: { password: 'a' }, until: 10 }, rotatedAt: 5 };
    await putSource(db, rotated, 5);
    expect(await listSources(db)).toEqual([rotated]);
    await putSource(db, clinic, 6);
    expect(await listSources(db)).toEqual([clinic]);
    await putSource(db, rotated, 7);
    await putSource(db, { ...clinic, name: 'bureau' }, 10);
    expect((await listSources(db))[1]).toEqual({ ...clinic, rotatedAt: 5 });
    await putSource(db, rotated, 7);
    await removeSource(db, 'bureau', 8);
    await removeSource(db, 'clinic', 8);
    const rows = await db.selectFrom('sources').select(['credentials', 'old_credentials']).execute();
    expect(rows).toEqual(Array(2).fill({ credentials: 'null', old_credentials: null }));
  });

  test('a removed source leaves no credentials, and its name only to its own workspace', async () => {
    const { db } = await openTestDatabase(kind);
    const credentials = { username: 'a', password: 'b' };
    const clinic = { name: 'clinic', provider: 'cometchat', credentials, workspace: 'slack:T1' };
    expect(await addSource(db, clinic, 1)).toBe(true);
    expect(await addSource(db, clinic, 2)).toBe(false);
    await removeSource(db, 'clinic', 3);
    expect(await listSources(db)).toEqual([]);
    expect(await db.selectFrom('sources').select('credentials').execute()).toEqual([{ credentials: 'null' }]);
    expect(await listOwners(db)).toEqual(new Map([['clinic', 'slack:T1']]));
    expect(await addSource(db, { ...clinic, workspace: null }, 4)).toBe(false);
    expect(await addSource(db, { ...clinic, workspace: 'slack:T2' }, 5)).toBe(false);
    expect(await addSource(db, clinic, 6)).toBe(true);
  });
});
