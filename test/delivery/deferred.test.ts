/** A limit that another lane meets while this one writes down what it is about to post. */
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { MessageInputs } from '../../src/delivery/compose.ts';
import { type UnrecordedEnd, workLane } from '../../src/delivery/lane.ts';
import type { PlatformHold } from '../../src/delivery/platform-hold.ts';
import type { StoredEvent } from '../../src/events/event.ts';
import { fillPart } from '../../src/events/event.ts';
import { loadBuiltins } from '../../src/messages/template/built-in-templates.ts';
import type { Platform } from '../../src/platforms/platform.ts';
import type { Delivery } from '../../src/store/deliveries/deliveries.ts';
import type { AttemptRecord } from '../../src/store/deliveries/outbox.ts';

const channel = 'slack:T1/C1';
const rule = { id: 'r', channel, position: 0, on: '*', do: 'post' as const };
const head: Delivery = {
  ...{ id: 7, eventSeq: 1, eventId: 'evt_1', channel, rule, state: 'pending', attempts: 0, nonce: 'n' },
  ...{ foldedInto: null, droppedMentions: [], error: null, ref: null, createdAt: Date.now(), updatedAt: Date.now() },
};
const event = {
  ...{ id: 'evt_1', source: 'cometchat', provider: 'cometchat', trigger: 'call_unanswered', type: 'call.missed' },
  ...{ subject: null, time: null, notes: [], receivedAt: new Date().toISOString() },
  call: fillPart('call', { id: '1', caller: { id: 'ada' } }),
};

interface Worked {
  steps: AttemptRecord[];
  /** What the platform was asked. */
  asked: string[];
  /** When to look again. */
  next: number | null;
  unwritten: UnrecordedEnd;
}

const until = Date.now() + 60_000;

/** Works a lane whose gate shuts, or whose lease ends, when the lane has written down that it is about to post. */
async function work(first: Delivery, bound: Delivery[], loses: 'gate' | 'lease'): Promise<Worked> {
  const steps: AttemptRecord[] = [];
  const asked: string[] = [];
  let [shut, alive] = [false, true];
  const gate = { opensAt: () => (shut ? until : 0) } as unknown as PlatformHold;
  const platform = {
    name: 'slack',
    readyAt: () => 0,
    find: async () => void asked.push('find'),
    post: async () => void asked.push('post'),
  } as unknown as Platform;
  const unwritten: UnrecordedEnd = { end: null };
  const material: MessageInputs = {
    timezones: new Map(),
    templatesOf: () => loadBuiltins(),
    events: new Map([['evt_1', event as unknown as StoredEvent]]),
    sessions: new Map(),
  };
  const next = await workLane(channel, { platform, gate }, unwritten, {
    leases: {
      claim: async () => 0,
      get alive() {
        return alive;
      },
    } as never,
    readLane: async () => ({ waiting: [first], material, trouble: null }),
    async commit(step) {
      steps.push(step);
      if (loses === 'gate') shut = true;
      else alive = false;
      return true;
    },
    // A lane that goes on regardless ends all the same, and fails its test.
    stopping: () => asked.length > 0,
    readMessageInputs: async () => material,
    bound: async () => bound,
    smallerBatches: new Map(),
    attempted() {},
    backoff: { base: 1, cap: 1 },
    batchAfter: null,
    giveUpAfter: null,
    log: pino({ level: 'silent' }),
  });
  return { steps, asked, next, unwritten };
}

async function stepsOfShutLane(first: Delivery, bound: Delivery[]): Promise<AttemptRecord[]> {
  const { steps, asked, next, unwritten } = await work(first, bound, 'gate');
  expect(asked).toEqual([]);
  expect(next).toBe(until);
  expect(unwritten.end).toBeNull();
  return steps;
}

test('a replica that lost its lease after it wrote that it is about to post asks the platform nothing', async () => {
  const { steps, asked, next, unwritten } = await work({ ...head, state: 'sending', attempts: 1 }, [], 'lease');
  expect(asked).toEqual([]);
  expect(steps).toMatchObject([{ start: { head: 7 }, end: null }]);
  expect(unwritten.end).toBeNull();
  expect(next).toBeGreaterThan(0);
});

test('nothing is posted, nothing has to be looked for, and it is no attempt', async () => {
  expect(await stepsOfShutLane(head, [])).toMatchObject([
    { start: { head: 7, folded: [] }, end: null },
    { start: null, end: { delivery: { id: 7, attempts: 1 }, state: 'pending', outcome: null, apart: true } },
  ]);
});

test('what may stand already is still to be looked for, with all that its message told of', async () => {
  const tried: Delivery = { ...head, state: 'sending', attempts: 1, error: 'hung up' };
  const bound: Delivery[] = [{ ...head, id: 8, state: 'folded', foldedInto: 7 }];
  expect(await stepsOfShutLane(tried, bound)).toMatchObject([
    { start: { head: 7, folded: [8] }, end: null },
    {
      start: null,
      end: { delivery: { id: 7, attempts: 2 }, state: 'sending', outcome: null, apart: false, error: 'hung up' },
    },
  ]);
});
