import { describe, expect, test } from 'vitest';
import { createIngest, NotJsonError } from '../../src/sources/ingest.ts';
import { cometchat } from '../../src/sources/providers/cometchat/index.ts';
import type { InsertResult } from '../../src/store/events/insert-events.ts';
import type { NewEvent } from '../../src/store/events/new-event.ts';

const source = { name: 'cometchat-eu', provider: cometchat };
const now = Date.parse('2026-11-21T09:30:00Z');

/** An ingest whose commit is under the test's control; `reported` lists the events reported after their commit. */
function open(
  commit: (event: NewEvent) => Promise<InsertResult> = async () => ({ id: 'evt_1', seq: 1, status: 'accepted' }),
) {
  const reported: string[] = [];
  const events: NewEvent[] = [];
  const ingest = createIngest({
    commit(event) {
      events.push(event);
      return commit(event);
    },
    committed: (name, { status }) => void reported.push(`${name} ${status}`),
    clock: () => now,
  });
  return { ingest, reported, events };
}

describe('a webhook', () => {
  test('is committed as an event with its raw body and the time of receipt', async () => {
    const { ingest, events, reported } = open();
    const raw = JSON.stringify(cometchat.sample('call_unanswered'));
    expect(await ingest(source, raw)).toEqual({ id: 'evt_1', seq: 1, status: 'accepted', problems: [] });
    expect(events).toMatchObject([
      { raw, receivedAt: now, event: { source: 'cometchat-eu', provider: 'cometchat', type: 'call.missed' } },
    ]);
    expect(reported).toEqual(['cometchat-eu accepted']);
  });

  test('is reported only once it is committed', async () => {
    const disk = Promise.withResolvers<InsertResult>();
    const { ingest, reported } = open(() => disk.promise);
    const received = ingest(source, '{}');
    await new Promise(resolve => setImmediate(resolve));
    expect(reported).toEqual([]);
    disk.resolve({ id: 'evt_1', seq: 1, status: 'accepted' });
    await received;
    expect(reported).toEqual(['cometchat-eu accepted']);
  });

  test("that cannot be committed fails with the store's error and is not reported", async () => {
    const { ingest, reported } = open(() => Promise.reject(new Error('disk full')));
    await expect(ingest(source, '{}')).rejects.toThrow('disk full');
    expect(reported).toEqual([]);
  });

  test.each(['', ' ', '{', 'nul', '{"a":}', '\u0000'])('%j is not JSON, and nothing is committed', async body => {
    const { ingest, events } = open();
    await expect(ingest(source, body)).rejects.toThrow(NotJsonError);
    expect(events).toEqual([]);
  });

  test.each(['null', '1', '"text"', '[]', '{}'])('%s is JSON and stored, although it has no fields', async body => {
    const { ingest, events } = open();
    await ingest(source, body);
    expect(events).toMatchObject([{ raw: body, event: { type: expect.stringMatching(/^other\./) } }]);
  });
});

describe('nesting', () => {
  const nested = (levels: number, inner = '') => '['.repeat(levels) + inner + ']'.repeat(levels);
  const tooDeep = 'The body nests deeper than 64 levels.';

  test.each([
    ['64 levels', nested(64)],
    ['brackets in a text', JSON.stringify('['.repeat(500))],
    ['brackets in a text behind an escaped quote', JSON.stringify(`"\\${'{'.repeat(500)}`)],
    ['many side by side', `[${'[],'.repeat(500)}[]]`],
  ])('%s: not too deep', async (_, body) => {
    expect((await open().ingest(source, body)).problems).not.toContain(tooDeep);
  });

  test.each([
    ['65 levels', nested(65)],
    ['65 levels of objects', `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`],
    ['65 levels behind a text with a quote', `["\\"",${nested(64)}]`],
  ])('%s: too deep', async (_, body) => {
    expect((await open().ingest(source, body)).problems).toEqual([tooDeep]);
  });

  test('two bodies that are too deep are two events', async () => {
    const { ingest, events } = open();
    await ingest(source, nested(70, '1'));
    await ingest(source, nested(70, '2'));
    expect(events[0]?.key).not.toEqual(events[1]?.key);
  });
});

describe('a body with a thousand wrong entries', () => {
  const sent = (entries: unknown[]) =>
    JSON.stringify({ trigger: 'call_ended', data: { sessionId: 's', all_occupants: entries } });

  test('is quarantined with fifty of them', async () => {
    const { problems } = await open().ingest(source, sent(Array(1000).fill(1)));
    expect(problems).toHaveLength(51);
    expect(problems[0]).toBe('data.all_occupants.0: expected an object, got a number.');
    expect(problems.at(-1)).toBe('And 950 more.');
  });

  test('has notes for fifty of them if the event is readable anyway', async () => {
    const { ingest, events } = open();
    await ingest(source, sent(Array(1000).fill({ joined_at: 'soon' })));
    const notes = events[0]?.event.notes;
    expect(notes).toHaveLength(51);
    expect(notes?.[0]).toBe(`Couldn't read data.all_occupants.0.joined_at: "soon".`);
    expect(notes?.at(-1)).toBe('And 950 more.');
  });
});
