/** A longer unusual-payloads.test.ts: every field, and thousands of random changes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { everyField, mutate, mutations } from '../../mutations.ts';
import { transports } from '../listeners/connected-bot.ts';
import { startGatewayBot } from './gateway-sequences.ts';
import { createPayloadSender, type PayloadSender } from './unusual-payloads.ts';

async function expectAnswer({ bot, fatal }: Pick<PayloadSender, 'bot' | 'fatal'>): Promise<void> {
  const { messages } = await bot.person().command('help');
  expect(messages[0]?.text).toContain('Hello');
  expect(fatal).toEqual([]);
}

test('after hundreds of connections with random messages and closes, the bot connects again', async () => {
  const bots = await Promise.all(Array.from({ length: 12 }, startGatewayBot));
  await Promise.all(bots.map((started, at) => started.playRandomly(100 + at, 40)));
  for (const started of bots) {
    await expect.poll(() => started.bot.fake.gateway.clients).toBe(1);
    await expectAnswer(started);
  }
});

describe.each(transports)('%s', transport => {
  test('payloads with any field missing, null or of another type are survived', { timeout: 600_000 }, async () => {
    const sender = await createPayloadSender(transport);
    for (const { t, d } of sender.recorded) {
      for (const changed of everyField(d)) await sender.deliver({ t, d: changed });
    }
    await expectAnswer(sender);
  });

  test('thousands of payloads with up to four changes are survived', { timeout: 600_000 }, async () => {
    const sender = await createPayloadSender(transport);
    const kinds = fc.tuple(fc.constantFrom(...sender.recorded), mutations);
    for (const [{ t, d }, changes] of fc.sample(kinds, 2000)) await sender.deliver({ t, d: mutate(d, changes) });
    await expectAnswer(sender);
  });
});
