/** Edits of cards that end without a request to the platform. */
import { expect, test } from 'vitest';
import { changeCard, openCard } from '../../src/store/deliveries/cards.ts';
import { listDeliveries } from '../../src/store/deliveries/deliveries.ts';
import { settleEdits } from '../../src/store/deliveries/edits.ts';
import { insertDeliveries } from '../../src/store/deliveries/insert-deliveries.ts';
import type { DeliveryKind } from '../../src/store/deliveries/stored-states.ts';
import { describeOnDatabases, openTestDatabase } from '../databases.ts';

const channel = 'slack:T1/C1';

describeOnDatabases('an edit that is to become a post', kind => {
  /** Inserts these deliveries of a card, tries to turn the last one into a post, and returns all kinds. */
  async function kindsAfter(kinds: readonly DeliveryKind[], ref: string | null): Promise<DeliveryKind[]> {
    const { db } = await openTestDatabase(kind);
    const card = await openCard(db, { channel, key: 'k' }, 0);
    await changeCard(db, { id: card.id, ref }, 0);
    const rule = { id: 'r1', channel, position: 0, on: '*', do: 'post' as const };
    const about = { eventSeq: null, eventId: null, rule, state: 'queued' as const, cardId: card.id };
    await insertDeliveries(
      db,
      kinds.map((one, at) => ({ kind: one, key: `${at}`, ...about })),
      0,
    );
    const [last] = await listDeliveries(db);
    await settleEdits(db, [{ id: last?.id ?? 0, state: 'queued', kind: 'post' }], 1);
    return (await listDeliveries(db)).reverse().map(delivery => delivery.kind);
  }

  test('becomes one while its card is in no channel', async () => {
    expect(await kindsAfter(['edit'], null)).toEqual(['post']);
    expect(await kindsAfter(['reply', 'edit'], null)).toEqual(['reply', 'post']);
  });

  test('stays an edit when the card waits in its lane, or was posted in the meantime', async () => {
    expect(await kindsAfter(['post', 'edit'], null)).toEqual(['post', 'edit']);
    expect(await kindsAfter(['edit'], '17.000001')).toEqual(['edit']);
  });
});
