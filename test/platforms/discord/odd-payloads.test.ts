/** One odd payload costs itself: the process lives, and the next person is answered. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mutate, mutations } from '../mutations.ts';
import { noPayloads, type OddTalk, oddTalk } from './odd-payloads.ts';
import { transports } from './talk-setup.ts';

async function expectAnswer({ talking, fatal }: OddTalk): Promise<void> {
  const { messages } = await talking.person().command('help');
  expect(messages[0]?.text).toContain('Hello');
  expect(fatal).toEqual([]);
}

describe.each(transports)('%s', transport => {
  test('what is no payload is ignored, and the connection stays', async () => {
    const odd = await oddTalk(transport);
    for (const text of noPayloads) await odd.deliverText(text);
    await expectAnswer(odd);
    if (transport === 'gateway') {
      expect(odd.talking.fake.gateway.identified).toBe(1);
      expect(odd.talking.logged.join('\n')).toContain('an odd message of the gateway was ignored');
    }
  });

  test.for([
    ['without entitlements', { entitlements: undefined }],
    ['with permissions that are no number', { app_permissions: 'zzz' }],
    ['of a message whose command has no user', { message: { id: '1', interaction_metadata: { id: '1', type: 2 } } }],
  ] as const)('an interaction %s is answered like any other', async ([, more]) => {
    const odd = await oddTalk(transport);
    const press = odd.recorded.find(({ d }) => 'type' in d && d.type === 2);
    await odd.deliver({ t: 'INTERACTION_CREATE', d: { ...press?.d, ...more } });
    const commands = () => odd.talking.asked.filter(({ input }) => input.is === 'command');
    await expect.poll(commands).toHaveLength(1);
    await expectAnswer(odd);
  });

  test('payloads with fields missing or changed', async () => {
    const odd = await oddTalk(transport);
    const kinds = fc.tuple(fc.constantFrom(...odd.recorded), mutations);
    for (const [{ t, d }, changes] of fc.sample(kinds, { numRuns: 150, seed: 10 })) {
      await odd.deliver({ t, d: mutate(d, changes) });
    }
    await expectAnswer(odd);
  });
});
