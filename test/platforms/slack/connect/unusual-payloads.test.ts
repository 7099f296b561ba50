/** An unusual payload fails alone: the process runs on, and the next request is answered. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mutate, mutations } from '../../mutations.ts';
import { transports } from '../listeners/connected-bot.ts';
import { createPayloadSender, invalidPayloads } from './unusual-payloads.ts';

describe.each(transports)('%s', transport => {
  test('an invalid payload is ignored and logged, and the connection stays open', async () => {
    const { ann, fake, fatal, logged, deliverText } = await createPayloadSender(transport);
    const opened = () => fake.requests.filter(({ method }) => method === 'apps.connections.open').length;
    const before = opened();
    for (const text of invalidPayloads) await deliverText(text);
    await ann.command('rules');
    await expect.poll(ann.sees).toContain('Answer to command');
    expect(fatal).toEqual([]);
    expect(opened()).toBe(before);
    if (transport === 'Socket Mode') expect(logged.join('\n')).toContain('ignored an unexpected message');
  });

  test('payloads with fields missing or changed end neither process nor connection', async () => {
    const { ann, requests, fatal, recorded, deliver } = await createPayloadSender(transport);
    const kinds = fc.tuple(fc.constantFrom(...recorded), mutations);
    for (const [sent, changes] of fc.sample(kinds, { numRuns: 150, seed: 10 })) {
      await deliver({ ...sent, payload: mutate(sent.payload, changes) });
    }
    const before = ann.sees();
    await ann.command('rules');
    await expect.poll(() => ann.sees().length).toBeGreaterThan(before.length);
    expect(fatal).toEqual([]);
    for (const { by, workspace } of requests) {
      expect(workspace).toBe('T0123');
      expect(by).toMatchObject({ id: expect.stringMatching(/^[UW][A-Z0-9]+$/), admin: false });
    }
  });
});
