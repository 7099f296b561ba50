import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bulkRows } from '../../src/store/bulk-values.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { storable } from '../../src/util/text/storable.ts';
import { createTestDatabase, describeOnDatabases, type TestDatabase } from '../databases.ts';

describeOnDatabases('rows as one parameter', kind => {
  let place: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    place = await createTestDatabase(kind);
    database = await openDatabase(place.url);
  });
  afterAll(async () => {
    await database?.close();
    await place?.remove();
  });

  const columns = { id: 'bigint', text: 'text' } as const;
  type Row = { id: number | null; text: string | null };
  async function readBack(rows: readonly Row[]): Promise<Row[]> {
    const read: Row[] = [];
    for (const query of bulkRows(database.db, columns, rows)) {
      for (const row of (await query.execute(database.db)).rows) read.push({ ...row });
    }
    return read;
  }

  test('any rows come back unchanged, in order', async () => {
    const text = fc
      .oneof(fc.string({ unit: 'binary' }), fc.constantFrom('12', 'null', '', '\\u0000', '\'"\\'))
      .map(storable);
    const row = fc.record({ id: fc.option(fc.maxSafeInteger()), text: fc.option(text) });
    await fc.assert(
      fc.asyncProperty(fc.array(row), async rows => {
        expect(await readBack(rows)).toEqual(rows);
      }),
    );
  });

  test('very many rows need several statements, and no rows need none', async () => {
    const rows = Array.from({ length: 1201 }, (_, id) => ({ id, text: `row ${id}` }));
    expect([...bulkRows(database.db, columns, rows)]).toHaveLength(3);
    expect(await readBack(rows)).toEqual(rows);
    expect([...bulkRows<Row>(database.db, columns, [])]).toEqual([]);
  });

  test('very long rows need several statements', () => {
    const text = 'x'.repeat(7_000_000);
    const rows = [1, 2, 3, 4, 5].map(id => ({ id, text }));
    expect([...bulkRows(database.db, columns, rows)]).toHaveLength(3);
  });
});
