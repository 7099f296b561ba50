import { beforeEach, expect, test } from 'vitest';
import { openCard } from '../../../src/store/deliveries/cards.ts';
import { pruneDeliveries } from '../../../src/store/retention/prune-deliveries.ts';
import { pruneSessions } from '../../../src/store/retention/prune-sessions.ts';
import { noRows, type Prune } from '../../../src/store/retention/prune-step.ts';
import type { Db } from '../../../src/store/tables.ts';
import { describeOnDatabases, openTestDatabase } from '../../databases.ts';
import { insertDelivery, insertEvent } from './aged-rows.ts';

/** Rows from before this time are old. */
const before = 1_000_000_000;
const [old, recent] = [before - 1, before];
const withoutEvent = { event_seq: null, event_id: null };

describeOnDatabases('retention of deliveries without an event', kind => {
  let db: Db;
  beforeEach(async () => {
    ({ db } = await openTestDatabase(kind));
  });

  const step = (prune: Prune, remove = true) =>
    db.transaction().execute(tx => prune(tx, kind, { before, after: 0, limit: 20, remove }));
  const idsOf = async (table: 'deliveries' | 'cards') =>
    (await db.selectFrom(table).select('id').orderBy('id').execute()).map(({ id }) => id);
  const newCard = async (key: string) => (await openCard(db, { channel: 'slack:T1/C1', key }, old)).id;

  test('old ones go with attempts and their card; waiting, recent and recently failed ones stay, and those of events', async () => {
    const [gone, shared] = [await newCard('gone'), await newCard('shared')];
    await insertDelivery(db, 0, old, { ...withoutEvent, card_id: gone });
    await insertDelivery(db, 0, old, { ...withoutEvent, card_id: shared });
    await insertDelivery(db, 0, old, { ...withoutEvent, state: 'failed' });
    const queued = await insertDelivery(db, 0, old, { ...withoutEvent, state: 'queued' });
    const stays = [
      queued,
      await insertDelivery(db, 0, old, { ...withoutEvent, state: 'batched', batched_into: queued }),
      await insertDelivery(db, 0, recent, withoutEvent),
      await insertDelivery(db, 0, old, { ...withoutEvent, state: 'failed', updated_at: recent }),
      await insertDelivery(db, await insertEvent(db, old), old, { card_id: shared }),
    ];
    const rows = { ...noRows, deliveries: 3, attempts: 3 };
    expect(await step(pruneDeliveries, false)).toEqual({ next: null, rows });
    expect(await step(pruneDeliveries)).toEqual({ next: null, rows });
    expect(await idsOf('deliveries')).toEqual(stays);
    expect(await idsOf('cards')).toEqual([shared]);
  });

  test("a session stays while an edit of its card waits, and the card goes after the session's and the edit's end", async () => {
    const card = await newCard('session');
    await insertDelivery(db, await insertEvent(db, old), old, { card_id: card });
    const edit = { ...withoutEvent, kind: 'edit', card_id: card } as const;
    const id = await insertDelivery(db, 0, old, { ...edit, state: 'queued' });
    expect((await step(pruneSessions)).rows).toMatchObject({ events: 0, deliveries: 0 });
    await db.updateTable('deliveries').set({ state: 'posted' }).where('id', '=', id).execute();
    expect((await step(pruneSessions)).rows).toMatchObject({ events: 1, deliveries: 1 });
    expect(await idsOf('cards')).toEqual([card]);
    expect((await step(pruneDeliveries)).rows).toMatchObject({ deliveries: 1 });
    expect(await idsOf('cards')).toEqual([]);
  });
});
