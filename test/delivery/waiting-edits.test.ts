/** Edits that have to wait keep no other card of their channel waiting. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { snowflakeAt } from '../../src/platforms/discord/post/snowflake.ts';
import { changeCard } from '../../src/store/deliveries/cards.ts';
import { onDiscord } from '../app-harness.ts';
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
