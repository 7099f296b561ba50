/** A rate limit or a lost lease that comes while a lane records the start of an attempt. */
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { MessageInputs } from '../../src/delivery/compose.ts';
import { type LaneMemory, workLane } from '../../src/delivery/lane.ts';
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
  ...{
    id: 7,
    kind: 'post',
    key: 'evt_1',
    eventSeq: 1,
    eventId: 'evt_1',
    channel,
    rule,
    state: 'queued',
    attempts: 0,
    nonce: 'n',
  },
  ...{
    batchedInto: null,
    cardId: null,
    notBefore: null,
    droppedMentions: [],
    error: null,
    ref: null,
    createdAt: Date.now(),
    updatedAt: Date.now(),
  },
};
const storedEvent = {
  ...{ id: 'evt_1', source: 'cometchat', provider: 'cometchat', trigger: 'call_unanswered', type: 'call.missed' },
  ...{ subject: null, time: null, notes: [], receivedAt: new Date().toISOString() },
  call: fillPart('call', { id: '1', caller: { id: 'ada' } }),
};

interface LaneRun {
  records: AttemptRecord[];
  /** The requests to the platform. */
  requests: string[];
  /** When to look again. */
  next: number | null;
  unrecorded: LaneMemory['unrecorded'];
}

const until = Date.now() + 60_000;

/** Runs a lane whose platform goes on hold, or whose lease ends, once the lane has recorded the start of an attempt. */
async function runLane(first: Delivery, members: Delivery[], event: 'hold' | 'lease lost'): Promise<LaneRun> {
  const records: AttemptRecord[] = [];
  const requests: string[] = [];
  let [isOnHold, alive] = [false, true];
  const platformHold = { endsAt: () => (isOnHold ? until : 0) } as unknown as PlatformHold;
  const platform = {
    name: 'slack',
    readyAt: () => 0,
    find: async () => void requests.push('find'),
    post: async () => void requests.push('post'),
  } as unknown as Platform;
  const memory: LaneMemory = { unrecorded: null, handoff: null };
  const inputs: MessageInputs = {
    timezones: new Map(),
    templatesOf: () => loadBuiltins(),
    events: new Map([['evt_1', storedEvent as unknown as StoredEvent]]),
    sessions: new Map(),
  };
  const next = await workLane(channel, { platform, platformHold }, memory, {
    leases: {
      claim: async () => 0,
      get alive() {
        return alive;
      },
    } as never,
    readLane: async () => ({ waiting: [first], isAll: true, dueAt: null, cards: new Map(), inputs, hold: null }),
    async commit(record) {
      records.push(record);
      if (event === 'hold') isOnHold = true;
      else alive = false;
      return true;
    },
    // Ends a lane that sends anyway, so that its test fails.
    stopping: () => requests.length > 0,
    readMessageInputs: async () => inputs,
    handoffInputs: async () => inputs,
    listBatchMembers: async () => members,
    smallerBatches: new Map(),
    attempted() {},
    backoff: { base: 1, cap: 1 },
    batchAfter: null,
    giveUpAfter: null,
    log: pino({ level: 'silent' }),
  });
  return { records, requests, next, unrecorded: memory.unrecorded };
}

async function recordsOnHold(first: Delivery, members: Delivery[]): Promise<AttemptRecord[]> {
  const { records, requests, next, unrecorded } = await runLane(first, members, 'hold');
  expect(requests).toEqual([]);
  expect(next).toBe(until);
  expect(unrecorded).toBeNull();
  return records;
}

test('a replica that lost its lease after it recorded the start sends no request', async () => {
  const { records, requests, next, unrecorded } = await runLane(
    { ...head, state: 'sending', attempts: 1 },
    [],
    'lease lost',
  );
  expect(requests).toEqual([]);
  expect(records).toMatchObject([{ start: { head: 7 }, end: null }]);
  expect(unrecorded).toBeNull();
  expect(next).toBeGreaterThan(0);
});

test('on hold nothing is posted, no lookup is needed later, and the attempt does not count', async () => {
  expect(await recordsOnHold(head, [])).toMatchObject([
    { start: { head: 7, batched: [] }, end: null },
    { start: null, end: { delivery: { id: 7, attempts: 1 }, state: 'queued', outcome: null, unbatch: true } },
  ]);
});

test('on hold a batch that may be posted stays bound and is looked up later', async () => {
  const tried: Delivery = { ...head, state: 'sending', attempts: 1, error: 'hung up' };
  const members: Delivery[] = [{ ...head, id: 8, state: 'batched', batchedInto: 7 }];
  expect(await recordsOnHold(tried, members)).toMatchObject([
    { start: { head: 7, batched: [8] }, end: null },
    {
      start: null,
      end: { delivery: { id: 7, attempts: 2 }, state: 'sending', outcome: null, unbatch: false, error: 'hung up' },
    },
  ]);
});
