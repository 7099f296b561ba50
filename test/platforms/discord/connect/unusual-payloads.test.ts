/** An unusual payload fails alone: the process lives, and the next person gets a reply. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mutate, mutations } from '../../mutations.ts';
import { transports } from '../listeners/connected-bot.ts';
import { createPayloadSender, invalidPayloads, type PayloadSender } from './unusual-payloads.ts';

async function expectAnswer({ bot, fatal }: PayloadSender): Promise<void> {
  const { messages } = await bot.person().command('help');
  expect(messages[0]?.text).toContain('Hello');
  expect(fatal).toEqual([]);
}

test('a second Hello on one gateway connection is ignored', async () => {
  const sender = await createPayloadSender('gateway');
  await sender.deliverText('{"op":10,"d":{"heartbeat_interval":45000}}');
  await expectAnswer(sender);
  expect(sender.bot.logged.join('\n')).toContain('ignored an unexpected gateway message');
});

describe.each(transports)('%s', transport => {
  test('invalid payloads are ignored, and the connection stays open', async () => {
    const sender = await createPayloadSender(transport);
    for (const text of invalidPayloads) await sender.deliverText(text);
    await expectAnswer(sender);
    if (transport === 'gateway') {
      expect(sender.bot.fake.gateway.identified).toBe(1);
      expect(sender.bot.logged.join('\n')).toContain('ignored an unexpected gateway message');
    }
  });

  test.for([
    ['command without entitlements', 2, { entitlements: undefined }],
    ['command with permissions that are not a number', 2, { app_permissions: 'zzz' }],
    ['press on a message whose command has no user', 3, { interaction_metadata: { id: '1', type: 2 } }],
  ] as const)('a %s is handled normally', async ([, type, more]) => {
    const sender = await createPayloadSender(transport);
    const { d } = sender.recorded.find(event => 'type' in event.d && event.d.type === type) as {
      d: { message?: object };
    };
    const changed = d.message ? { ...d, message: { ...d.message, ...more } } : { ...d, ...more };
    await sender.deliver({ t: 'INTERACTION_CREATE', d: changed });
    const received = () => sender.bot.requests.filter(({ input }) => input.is === 'command' || input.is === 'action');
    await expect.poll(received).toHaveLength(1);
    await expectAnswer(sender);
  });

  test('payloads with missing or changed fields are survived', async () => {
    const sender = await createPayloadSender(transport);
    const kinds = fc.tuple(fc.constantFrom(...sender.recorded), mutations);
    for (const [{ t, d }, changes] of fc.sample(kinds, { numRuns: 150, seed: 10 })) {
      await sender.deliver({ t, d: mutate(d, changes) });
    }
    await expectAnswer(sender);
  });
});
