/** One odd payload costs itself: the process lives, and the next person is answered. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mutate, mutations } from '../../mutations.ts';
import { transports } from '../listeners/connected-bot.ts';
import { noPayloads, type OddTalk, oddTalk } from './unusual-payloads.ts';

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
      expect(odd.talking.logged.join('\n')).toContain('ignored an unexpected gateway message');
    }
  });

  test.for([
    ['command without entitlements', 2, { entitlements: undefined }],
    ['command with permissions that are no number', 2, { app_permissions: 'zzz' }],
    ['press on a message whose command has no user', 3, { interaction_metadata: { id: '1', type: 2 } }],
  ] as const)('a %s is answered like any other', async ([, type, more]) => {
    const odd = await oddTalk(transport);
    const { d } = odd.recorded.find(event => 'type' in event.d && event.d.type === type) as { d: { message?: object } };
    const changed = d.message ? { ...d, message: { ...d.message, ...more } } : { ...d, ...more };
    await odd.deliver({ t: 'INTERACTION_CREATE', d: changed });
    const asked = () => odd.talking.asked.filter(({ input }) => input.is === 'command' || input.is === 'action');
    await expect.poll(asked).toHaveLength(1);
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
