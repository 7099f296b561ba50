import { afterEach, expect, test } from 'vitest';
import { type AttemptContext, type AttemptOptions, prepare } from '../../src/delivery/attempt.ts';
import { batchLimits } from '../../src/delivery/batching.ts';
import { buildSession } from '../../src/events/build-session.ts';
import type { StoredEvent } from '../../src/events/event.ts';
import type { Template } from '../../src/messages/template/template.ts';
import type { Delivery } from '../../src/store/deliveries/deliveries.ts';

/** Within its bounds, and slow: each time of it is written once a message. */
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
      ...{ state: 'pending', attempts: 0, createdAt: 0, droppedMentions: [] },
    }) as unknown as Delivery,
);
const material = {
  timezones: new Map<string, string>(),
  templatesOf: () => new Map([['slow', slow]]),
  events: new Map(events.map(event => [event.id, event])),
  sessions: new Map(events.map(event => [event.id, buildSession([event])])),
};

let next: NodeJS.Immediate | undefined;
afterEach(() => clearImmediate(next));

/** How often others had their turn while `work` was under way. */
async function countTurns(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  const take = () => {
    turns += 1;
    next = setImmediate(take);
  };
  next = setImmediate(take);
  await work();
  clearImmediate(next);
  return turns;
}

test.each([
  ['a batch is composed', 0],
  ['a batch that may be posted already is composed again', 1],
])('others are served while %s', async (_when, attempts) => {
  const [first, ...behind] = deliveries as [Delivery, ...Delivery[]];
  const head = { ...first, attempts };
  const turn = { head, behind, material, trouble: null } as unknown as AttemptContext;
  const options = {
    readMessageInputs: async () => material,
    bound: async () => behind,
    smallerBatches: new Map(),
    batchAfter: 0,
  } as unknown as AttemptOptions;
  let folded = 0;
  const turns = await countTurns(async () => {
    folded = (await prepare(turn, options)).folded.length;
  });
  expect(folded).toBe(batchLimits.deliveries - 1);
  expect(turns).toBeGreaterThan(1);
});
