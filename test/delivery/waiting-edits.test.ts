/** Edits that wait: they keep no other card waiting, and the wait doesn't count as failing. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { snowflakeAt } from '../../src/platforms/discord/post/snowflake.ts';
import { attemptsOf } from '../../src/store/deliveries/attempts.ts';
import { changeCard } from '../../src/store/deliveries/cards.ts';
import { onDiscord, onSlack } from '../app-harness.ts';
import { createCard } from './cards-harness.ts';

const id = '700000000000000009';
const address = `discord:800000000000000001/${id}`;

test.each([1, 60])('%i old messages over Discord’s limit of their edits delay no edit of a young one', async count => {
  const running = await onDiscord({});
  onTestFinished(running.stop);
  const { discord, core } = running;
  const twoHoursAgo = Date.now() - 2 * 3_600_000;
  const cards = await Promise.all(Array.from({ length: count }, (_, at) => createCard(running, address, `old-${at}`)));
  for (const { card } of cards) {
    // Discord reads the age in the id.
    const ref = String(snowflakeAt(twoHoursAgo));
    await changeCard(core.database.db, { id: card.id, ref, thread: ref }, Date.now());
  }
  const json = { message: 'Maximum number of edits…', retry_after: 300, global: false, code: 30046 };
  discord.next('PATCH', { status: 429, json, headers: { 'content-type': 'application/json' } });
  const [first, ...others] = cards;
  await first?.insert(['edit', 'caller-1']);
  await vi.waitFor(
    async () => expect((await first?.deliveries())?.[0]).toMatchObject({ attempts: 1, state: 'queued' }),
    {
      timeout: 60_000,
    },
  );
  // The card's newer edit isn't the one that Discord rejected.
  await first?.insert(['edit', 'caller-2']);
  for (const other of others) await other.insert(['edit', 'caller-2']);
  const young = await createCard(running, address, 'young');
  await young.posted('caller-3');
  await young.insert(['edit', 'caller-4']);
  await vi.waitFor(() => expect(discord.read(id)).toContain('caller-4'), { timeout: 60_000 });
  expect(discord.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(2);
});

test('an edit whose channel was archived for days survives a transient failure, and fails after a day of them', async () => {
  const running = await onSlack({});
  onTestFinished(running.stop);
  const { slack, core } = running;
  const { db } = core.database;
  const card = await createCard(running, 'slack:T0123/C9');
  await card.posted('caller-1');
  const threeDays = 3 * 24 * 3_600_000;
  const outcomes = async (at: number) => {
    const edit = (await card.deliveries())[at];
    return edit ? (await attemptsOf(db, edit.id)).map(({ outcome }) => outcome) : [];
  };
  const waitFor = (at: number, state: object) =>
    vi.waitFor(async () => expect((await card.deliveries())[at]).toMatchObject(state), { timeout: 60_000 });

  slack.archived.add('C9');
  await card.insert(['edit', 'caller-2']);
  await vi.waitFor(async () => expect(await outcomes(1)).toContain('channel'), { timeout: 60_000 });
  await db
    .updateTable('deliveries')
    .set({ created_at: Date.now() - threeDays })
    .where('kind', '=', 'edit')
    .execute();
  await db
    .updateTable('attempts')
    .set({ at: Date.now() - threeDays })
    .where('outcome', '=', 'channel')
    .execute();
  slack.next('chat.update', { status: 500 });
  slack.archived.delete('C9');
  await waitFor(1, { state: 'posted' });
  expect((await outcomes(1)).slice(-2)).toEqual(['transient', 'posted']);

  slack.next('chat.update', { status: 500 }, 10_000);
  await card.insert(['edit', 'caller-3']);
  await vi.waitFor(async () => expect(await outcomes(2)).toContain('transient'), { timeout: 60_000 });
  await db
    .updateTable('attempts')
    .set({ at: Date.now() - threeDays })
    .where('outcome', '=', 'transient')
    .execute();
  await waitFor(2, { state: 'failed' });
});
