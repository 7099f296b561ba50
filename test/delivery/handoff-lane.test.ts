/** A lane with a delivery that was handed over, when it can't be posted at once after all. */
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { MessageInputs } from '../../src/delivery/compose.ts';
import { type LaneMemory, workLane } from '../../src/delivery/lane.ts';
import type { PlatformHold } from '../../src/delivery/platform-hold.ts';
import { fillPart, type StoredEvent } from '../../src/events/event.ts';
import { loadBuiltins } from '../../src/messages/template/built-in-templates.ts';
import { type Platform, PlatformError } from '../../src/platforms/platform.ts';
import type { Delivery } from '../../src/store/deliveries/deliveries.ts';
import type { AttemptRecord } from '../../src/store/deliveries/outbox.ts';

const channel = 'slack:T1/C1';
const rule = { id: 'r', channel, position: 0, on: '*', do: 'post' as const };
const now = Date.now();
const about = { id: 7, kind: 'post', key: 'evt_1', eventSeq: 1, eventId: 'evt_1', channel, rule, nonce: 'n' } as const;
const unsent = { batchedInto: null, cardId: null, notBefore: null, droppedMentions: [], error: null, ref: null };
const delivery: Delivery = { ...about, ...unsent, state: 'queued', attempts: 0, createdAt: now, updatedAt: now };
const event = {
  ...{ id: 'evt_1', source: 'cometchat', provider: 'cometchat', trigger: 'call_unanswered', type: 'call.missed' },
  ...{ subject: null, time: null, notes: [], receivedAt: new Date().toISOString() },
  call: fillPart('call', { id: '1', caller: { id: 'ada' } }),
} as unknown as StoredEvent;
const revisions = { rules: 0, templates: 0, sources: 0, lanes: 0 };

const later = now + 60_000;

interface Conditions {
  /** When the lease, the platform's limit and the platform's hold allow a post, milliseconds. Null: another replica has the lane. */
  leaseReadyAt?: number | null;
  limitedUntil?: number;
  heldUntil?: number;
  alive?: boolean;
  /** The event no longer exists. */
  lost?: boolean;
  error?: PlatformError;
}

async function run(conditions: Conditions) {
  const { leaseReadyAt = 0, limitedUntil = 0, heldUntil = 0, alive = true, lost = false, error } = conditions;
  const records: AttemptRecord[] = [];
  const requests: string[] = [];
  let reads = 0;
  const inputs: MessageInputs = {
    timezones: new Map(),
    templatesOf: () => loadBuiltins(),
    events: new Map(lost ? [] : [[event.id, event]]),
    sessions: new Map(),
  };
  const platform = {
    name: 'slack',
    readyAt: () => limitedUntil,
    find: async () => void requests.push('find'),
    async post() {
      requests.push('post');
      if (error) throw error;
      return '1.1';
    },
  } as unknown as Platform;
  const platformHold = {
    endsAt: () => heldUntil,
    accepted() {},
    waitAfterLimit: () => 1,
    holdUntil: async () => {},
  } as unknown as PlatformHold;
  const memory: LaneMemory = {
    unrecorded: null,
    handoff: { delivery, event, others: [], timezone: null, revisions },
  };
  const next = await workLane(channel, { platform, platformHold }, memory, {
    leases: { claim: async () => leaseReadyAt, alive } as never,
    handoffInputs: async () => inputs,
    readLane: async () => {
      reads += 1;
      const end = records.at(-1)?.end;
      if (!end) return null;
      const hold = end.hold ? { channel, ...end.hold } : null;
      return {
        waiting: [{ ...delivery, attempts: end.outcome === null ? 0 : 1 }],
        cards: new Map(),
        isAll: true,
        dueAt: null,
        inputs,
        hold,
      };
    },
    async commit(record) {
      records.push(record);
      return true;
    },
    stopping: () => false,
    readMessageInputs: async () => inputs,
    listBatchMembers: async () => [],
    smallerBatches: new Map(),
    attempted() {},
    backoff: { base: 60_000, cap: 60_000 },
    batchAfter: null,
    giveUpAfter: null,
    log: pino({ level: 'silent' }),
  });
  expect(memory.handoff).toBeNull();
  return { records, requests, reads, next };
}

test('is posted, and only its end is recorded', async () => {
  const { records, requests, reads, next } = await run({});
  expect(requests).toEqual(['post']);
  expect(records).toMatchObject([
    { start: null, end: { delivery: { id: 7, attempts: 1 }, state: 'posted', ref: '1.1' } },
  ]);
  expect({ reads, next }).toEqual({ reads: 0, next: null });
});

test.each([
  ['the platform is on hold', { heldUntil: later }],
  ["the platform's rate limit is used up", { limitedUntil: later }],
  ['the previous holder of the lane has just posted', { leaseReadyAt: later }],
])('waits when %s, and the attempt does not count', async (_when, conditions) => {
  const { records, requests, next } = await run(conditions);
  expect(requests).toEqual([]);
  expect(records).toMatchObject([
    { start: null, end: { delivery: { id: 7, attempts: 1 }, state: 'queued', outcome: null, unbatch: true } },
  ]);
  expect(next).toBe(later);
});

test.each([
  ['another replica has the lane', { leaseReadyAt: null }],
  ['this replica does not count as alive', { alive: false }],
])('is left for a lookup when %s', async (_when, conditions) => {
  const { records, requests } = await run(conditions);
  expect({ records, requests }).toEqual({ records: [], requests: [] });
});

test('fails, with its attempt counted, when its message cannot be rendered', async () => {
  const { records, requests, next } = await run({ lost: true });
  expect(requests).toEqual([]);
  expect(records).toMatchObject([{ end: { delivery: { id: 7, attempts: 1 }, state: 'failed', outcome: 'message' } }]);
  expect(next).toBeNull();
});

test('is retried after the usual wait when its post fails', async () => {
  const { records, requests, reads, next } = await run({
    error: new PlatformError('transient', '503', 'Slack failed.'),
  });
  expect(requests).toEqual(['post']);
  expect(records).toMatchObject([{ end: { state: 'queued', outcome: 'transient', hold: { failures: 1 } } }]);
  expect(reads).toBe(1);
  expect(next).toBe(records[0]?.end?.hold?.nextAt);
});
