/** A message that is posted long after its event was received says so. */
import { expect, onTestFinished, test, vi } from 'vitest';
import type { AttemptContext, AttemptOptions } from '../../src/delivery/attempt-context.ts';
import type { MessageInputs } from '../../src/delivery/compose.ts';
import { prepareMessage } from '../../src/delivery/prepare-message.ts';
import { fillPart, type StoredEvent } from '../../src/events/event.ts';
import { plainText } from '../../src/messages/markdown/markdown-to-message.ts';
import { loadBuiltins } from '../../src/messages/template/built-in-templates.ts';
import type { Delivery } from '../../src/store/deliveries/deliveries.ts';

const channel = 'slack:T1/C1';
const rule = { id: 'r', channel, position: 0, on: '*', do: 'post' as const };
const event = {
  ...{ id: 'evt_1', source: 'cometchat', provider: 'cometchat', trigger: 'call_unanswered', type: 'call.missed' },
  ...{ subject: null, time: null, notes: [], receivedAt: '2026-11-21T09:30:00.000Z' },
  call: fillPart('call', { id: '1', caller: { id: 'ada' } }),
};
const inputs: MessageInputs = {
  timezones: new Map([[channel, 'UTC']]),
  templatesOf: () => loadBuiltins(),
  events: new Map([['evt_1', event as unknown as StoredEvent]]),
  sessions: new Map(),
};

function deliveryOf(id: number, age: number): Delivery {
  const createdAt = Date.now() - age;
  return {
    ...{
      id,
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
      createdAt,
      updatedAt: createdAt,
    },
  };
}

async function footnoteOf(age: number, behind: Delivery[], batchAfter: number | null, from = inputs): Promise<string> {
  const context = { head: deliveryOf(7, age), behind, inputs: from } as unknown as AttemptContext;
  const options = { batchAfter, smallerBatches: new Map() } as unknown as AttemptOptions;
  return plainText((await prepareMessage(context, options)).message.footnote);
}

const source = 'CometChat · November 21, 2026 at 9:30 AM UTC';
const minute = 60_000;

test('a message on time has no note', async () => {
  expect(await footnoteOf(10_000, [], null)).toBe(source);
});

test('a message alone says how late it is, whether its channel batches or not', async () => {
  expect(await footnoteOf(40 * minute, [], null)).toBe(`${source} · Posted 40 min late`);
  expect(await footnoteOf(40 * minute, [], 10_000)).toBe(`${source} · Posted 40 min late`);
  expect(await footnoteOf(40 * minute, [deliveryOf(8, minute)], null)).toBe(`${source} · Posted 40 min late`);
});

test('a batch says how far behind its channel was', async () => {
  expect(await footnoteOf(40 * minute, [deliveryOf(8, minute)], 10_000)).toBe(
    'Batched: this channel was 40 min behind',
  );
});

test('a message has relative times for readers without a zone, if its channel has none', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(event.receivedAt) + 2 * 60 * minute });
  onTestFinished(() => void vi.useRealTimers());
  const zoneless = { ...inputs, timezones: new Map() };
  expect(await footnoteOf(10_000, [], null, zoneless)).toBe('CometChat · 2 hours ago');
});
