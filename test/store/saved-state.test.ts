import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { Database } from '../../src/store/database.ts';
import { defineSavedState, type Owner } from '../../src/store/saved-state.ts';
import { describeOnDatabases, openTestDatabase } from '../databases.ts';

const day = 24 * 60 * 60_000;
const ann: Owner = { actor: 'slack:U1', channel: 'slack:T1/C1' };
const counts = defineSavedState('count', z.strictObject({ count: z.number() }));
const lookalikes = defineSavedState('lookalike', z.strictObject({ count: z.number() }));
const texts = defineSavedState('text', z.string());

describeOnDatabases('saved state', kind => {
  let database: Database;
  beforeEach(async () => {
    database = await openTestDatabase(kind);
  });

  test('is read by its owner until it is a day old, or deleted', async () => {
    const { db } = database;
    const id = await counts.save(db, ann, { count: 1 }, 0);
    expect(id).toMatch(/^[\w-]{16}$/);
    expect(await counts.read(db, ann, id, day)).toEqual({ count: 1 });
    expect(await counts.read(db, ann, id, day + 1)).toBeNull();
    await counts.delete(db, ann, id);
    expect(await counts.read(db, ann, id, 0)).toBeNull();
  });

  test('is read, changed and deleted only by its owner', async () => {
    const { db } = database;
    const id = await counts.save(db, ann, { count: 1 }, 0);
    for (const other of [{ ...ann, actor: 'slack:U2' }, { ...ann, channel: 'slack:T1/C2' }, null]) {
      expect(await counts.read(db, other, id, 0)).toBeNull();
      expect(await counts.update(db, other, id, { count: 2 }, 0)).toBe(false);
      await counts.delete(db, other, id);
    }
    expect(await counts.read(db, ann, id, 0)).toEqual({ count: 1 });
  });

  test('of one kind is not read as another kind, though it fits', async () => {
    const { db } = database;
    const id = await counts.save(db, ann, { count: 1 }, 0);
    expect(await lookalikes.read(db, ann, id, 0)).toBeNull();
    expect(await counts.read(db, ann, id, 0)).toEqual({ count: 1 });
  });

  test('lasts another day after a change', async () => {
    const { db } = database;
    const id = await counts.save(db, ann, { count: 1 }, 0);
    expect(await counts.update(db, ann, id, { count: 2 }, day)).toBe(true);
    expect(await counts.read(db, ann, id, 2 * day)).toEqual({ count: 2 });
  });

  test('without an owner is found by its ID alone, and replaced under it', async () => {
    const { db } = database;
    await texts.saveAs(db, null, 'a', 'one', 0);
    await texts.saveAs(db, null, 'a', 'two', 1);
    expect(await texts.read(db, null, 'a', 1)).toBe('two');
    expect(await texts.read(db, ann, 'a', 1)).toBeNull();
  });

  test('that does not fit its schema is an error when it is saved, and gone when it is read', async () => {
    const { db } = database;
    const wrong = { count: 1, more: 2 };
    await expect(counts.save(db, ann, wrong, 0)).rejects.toThrow(z.ZodError);
    const id = await counts.save(db, ann, { count: 1 }, 0);
    await db
      .updateTable('saved_state')
      .set({ body: JSON.stringify({ kind: 'count', state: wrong }) })
      .execute();
    expect(await counts.read(db, ann, id, 0)).toBeNull();
    await db
      .updateTable('saved_state')
      .set({ body: JSON.stringify(wrong) })
      .execute();
    expect(await counts.read(db, ann, id, 0)).toBeNull();
  });
});
