/** The same as odd-payloads.test.ts, at length: every field, and thousands of random changes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { everyField, mutate, mutations } from '../../mutations.ts';
import { transports } from '../listeners/connected-bot.ts';
import { type OddTalk, oddTalk } from './unusual-payloads.ts';

async function expectAnswer({ talking, fatal }: OddTalk): Promise<void> {
  const { messages } = await talking.person().command('help');
  expect(messages[0]?.text).toContain('Hello');
  expect(fatal).toEqual([]);
}

describe.each(transports)('%s', transport => {
  test('every field once missing, null and of other types', { timeout: 600_000 }, async () => {
    const odd = await oddTalk(transport);
    for (const { t, d } of odd.recorded) {
      for (const changed of everyField(d)) await odd.deliver({ t, d: changed });
    }
    await expectAnswer(odd);
  });

  test('thousands of payloads with up to four changes', { timeout: 600_000 }, async () => {
    const odd = await oddTalk(transport);
    const kinds = fc.tuple(fc.constantFrom(...odd.recorded), mutations);
    for (const [{ t, d }, changes] of fc.sample(kinds, 2000)) await odd.deliver({ t, d: mutate(d, changes) });
    await expectAnswer(odd);
  });
});
