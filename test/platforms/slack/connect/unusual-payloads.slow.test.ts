/** Like unusual-payloads.test.ts with every field, and with thousands of random changes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { everyField, mutate, mutations } from '../../mutations.ts';
import { transports } from '../listeners/connected-bot.ts';
import { createPayloadSender } from './unusual-payloads.ts';

describe.each(transports)('%s', transport => {
  test('payloads with any field missing, null or of another type end neither process nor connection', {
    timeout: 600_000,
  }, async () => {
    const { ann, fatal, recorded, deliver } = await createPayloadSender(transport);
    for (const { type, payload } of recorded) {
      for (const odd of everyField(payload)) await deliver({ type, payload: odd });
    }
    const before = ann.sees();
    await ann.command('rules');
    await expect.poll(() => ann.sees().length, { timeout: 60_000 }).toBeGreaterThan(before.length);
    expect(fatal).toEqual([]);
  });

  test('thousands of payloads with up to four changes end neither process nor connection', {
    timeout: 600_000,
  }, async () => {
    const { ann, fatal, recorded, deliver } = await createPayloadSender(transport);
    const kinds = fc.tuple(fc.constantFrom(...recorded), mutations);
    for (const [sent, changes] of fc.sample(kinds, 2000)) {
      await deliver({ ...sent, payload: mutate(sent.payload, changes) });
    }
    const before = ann.sees();
    await ann.command('rules');
    await expect.poll(() => ann.sees().length, { timeout: 60_000 }).toBeGreaterThan(before.length);
    expect(fatal).toEqual([]);
  });
});
