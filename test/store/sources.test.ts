import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { readRevision } from '../../src/store/revisions.ts';
import { listSources, putSource } from '../../src/store/sources.ts';
import { createTestDatabase, describeOnDatabases } from '../databases.ts';

describeOnDatabases('sources', kind => {
  test('a source is kept by its name, and new credentials replace the old ones', async () => {
    const place = await createTestDatabase(kind);
    const { db, close } = await openDatabase(place.url);
    onTestFinished(() => close().then(place.remove));
    const clinic = { name: 'clinic', provider: 'cometchat', credentials: { username: 'a', password: 'b' } };
    await putSource(db, clinic, 1);
    await putSource(db, { ...clinic, name: 'bureau' }, 2);
    await putSource(db, { ...clinic, credentials: { username: 'a', password: 'c' } }, 3);
    expect(await listSources(db)).toEqual([
      { ...clinic, name: 'bureau' },
      { ...clinic, credentials: { username: 'a', password: 'c' } },
    ]);
    expect(await readRevision(db, 'sources')).toBe(3);
  });
});
