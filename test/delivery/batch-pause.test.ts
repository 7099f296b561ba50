import { afterEach, expect, test } from 'vitest';
import type { AttemptContext, AttemptOptions } from '../../src/delivery/attempt-context.ts';
import { batchLimits } from '../../src/delivery/batching.ts';
import { prepareMessage } from '../../src/delivery/prepare-message.ts';
import { buildSession } from '../../src/events/build-session.ts';
import type { StoredEvent } from '../../src/events/event.ts';
import type { Template } from '../../src/messages/template/template.ts';
import type { Delivery } from '../../src/store/deliveries/deliveries.ts';

/** A valid template that is slow: it formats a time 1,200 times per message. */
const slow: Template = { title: 'Late', color: null, buttons: [], body: '{{time}}'.repeat(1200) };

const received = '2026-11-27T12:00:00.000Z';
const events = Array.from({ length: batchLimits.deliveries }, (_, at): StoredEvent => {
  const about = { trigger: 'meeting_ended', type: 'meeting.ended', subject: null, time: received, notes: [] } as const;
  const from = { source: 'cometchat', provider: 'cometchat', receivedAt: received, raw: '{}' } as const;
  return { id: `evt_${at}`, seq: at, ...about, ...from } as unknown as StoredEvent;
});
const deliveries = events.map(
  ({ id, seq }) =>
    ({
      ...{ id: seq + 1, eventId: id, channel: 'slack:T1/C1', rule: { template: 'slow' } },
      ...{ kind: 'post', cardId: null, state: 'queued', attempts: 0, createdAt: 0, droppedMentions: [] },
    }) as unknown as Delivery,
);
const inputs = {
  timezones: new Map<string, string>(),
  templatesOf: () => new Map([['slow', slow]]),
  events: new Map(events.map(event => [event.id, event])),
  sessions: new Map(events.map(event => [event.id, buildSession([event])])),
};

let next: NodeJS.Immediate | undefined;
afterEach(() => clearImmediate(next));

/** Counts the cycles of the event loop during `work`. */
async function countCycles(work: () => Promise<unknown>): Promise<number> {
  let cycles = 0;
  const count = () => {
    cycles += 1;
    next = setImmediate(count);
  };
  next = setImmediate(count);
  await work();
  clearImmediate(next);
  return cycles;
}

test.each([
  ['a batch is composed', 0],
  ['a batch that may be posted already is composed again', 1],
])('other work is done while %s', async (_when, attempts) => {
  const [first, ...behind] = deliveries as [Delivery, ...Delivery[]];
  const head = { ...first, attempts };
  const context = { head, behind, inputs, hold: null } as unknown as AttemptContext;
  const options = {
    readMessageInputs: async () => inputs,
    listBatchMembers: async () => behind,
    smallerBatches: new Map(),
    batchAfter: 0,
  } as unknown as AttemptOptions;
  let batched = 0;
  const cycles = await countCycles(async () => {
    batched = (await prepareMessage(context, options)).batched.length;
  });
  expect(batched).toBe(batchLimits.deliveries - 1);
  expect(cycles).toBeGreaterThan(1);
});
