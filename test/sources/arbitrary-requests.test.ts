/** A hundred wild requests; fuzz.slow.test.ts sends 10,000 and watches the memory. */
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { findEvent } from '../../src/store/events/events.ts';
import { providerEnv } from '../e2e/providers.ts';
import { wild } from './arbitrary-requests.ts';
import { exchange, statusesOf } from './raw-http.ts';
import { startReceiver } from './receiver.ts';

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

test('wild requests: no 5xx, and what is accepted is in the store', async ({ onTestFailed }) => {
  onTestFailed(() => console.error(`FUZZ_SEED=${seed}`));
  const receiver = await startReceiver(providerEnv);
  onTestFinished(receiver.stop);
  const connections = fc.sample(wild, { seed, numRuns: 60 });
  const answers = await Promise.all(connections.map(({ bytes, manner }) => exchange(receiver.url, bytes, manner)));
  const accepted = new Set<string>();
  for (const [at, answer] of answers.entries()) {
    const { bytes, proper, requests } = connections[at] as (typeof connections)[number];
    const sent = JSON.stringify(bytes.toString('latin1').slice(0, 2000));
    const statuses = statusesOf(answer);
    for (const status of statuses) expect(status, sent).toBeLessThan(500);
    if (proper)
      expect(
        statuses.filter(status => status < 300),
        sent,
      ).toHaveLength(requests);
    for (const [, id = ''] of answer.matchAll(/"status":"[a-z]+","id":"(evt_[0-9a-f]+)"/g)) accepted.add(id);
  }
  expect(accepted.size).toBeGreaterThan(0);
  for (const id of accepted) expect(await findEvent(receiver.database.db, id)).not.toBeNull();
});
