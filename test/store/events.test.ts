import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { fillPart } from '../../src/events/event.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { findEvent, listEvents, rawBody } from '../../src/store/events/events.ts';
import { addEvents } from '../../src/store/events/insert-events.ts';
import type { NewEvent } from '../../src/store/events/new-event.ts';
import { createTestDatabase, describeOnDatabases, type TestDatabase } from '../databases.ts';

function newEvent(key: string, more: Partial<NewEvent> & { subject?: string } = {}): NewEvent {
  return {
    event: {
      source: 'cometchat',
      provider: 'cometchat',
      trigger: 'call_unanswered',
      type: 'call.missed',
      subject: more.subject ?? null,
      time: '2026-11-21T09:00:00.000Z',
      notes: ['a note'],
      call: fillPart('call', { id: key, caller: { id: 'ann' } }),
    },
    raw: '{"trigger":"call_unanswered"}',
    key: [key],
    problems: [],
    receivedAt: 1_700_000_000_000,
    ...more,
  };
}

describeOnDatabases('events', kind => {
  let place: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    place = await createTestDatabase(kind);
    database = await openDatabase(place.url);
  });
  afterAll(async () => {
    await database?.close();
    await place?.remove();
  });
  beforeEach(async () => {
    await database.db.deleteFrom('events').execute();
  });

  test('an event is read as it was stored', async () => {
    const [stored] = await addEvents(database, [newEvent('1', { subject: 's1' })]);
    const event = await findEvent(database.db, stored?.id as string);
    expect(event).toMatchObject({
      id: expect.stringMatching(/^evt_[0-9a-f]{32}$/),
      type: 'call.missed',
      subject: 's1',
      receivedAt: '2023-11-14T22:13:20.000Z',
      notes: ['a note'],
      call: { id: '1', caller: { id: 'ann', name: null }, kind: null },
      status: 'accepted',
    });
    expect(await rawBody(database.db, event?.seq as number)).toBe('{"trigger":"call_unanswered"}');
  });

  test('the same key is a duplicate, in one batch and in the next', async () => {
    const first = await addEvents(database, [newEvent('1'), newEvent('2'), newEvent('1')]);
    expect(first.map(one => one.status)).toEqual(['accepted', 'accepted', 'duplicate']);
    expect(first[2]?.id).toBe(first[0]?.id);
    const [again] = await addEvents(database, [newEvent('2')]);
    expect(again).toEqual({ id: first[1]?.id, seq: null, status: 'duplicate' });
    expect(await listEvents(database.db)).toHaveLength(2);
    const row = await database.db
      .selectFrom('events')
      .select('duplicates')
      .where('id', '=', again?.id as string)
      .executeTakeFirst();
    expect(row?.duplicates).toBe(1);
  });

  test('the same key from another source is another event', async () => {
    const other = newEvent('1');
    other.event.source = 'cometchat-eu';
    const stored = await addEvents(database, [newEvent('1'), other]);
    expect(stored.map(one => one.status)).toEqual(['accepted', 'accepted']);
  });

  test('events are stored in the order of the batch', async () => {
    await addEvents(
      database,
      ['3', '1', '2'].map(key => newEvent(key)),
    );
    expect((await listEvents(database.db)).map(event => event.call?.id)).toEqual(['2', '1', '3']);
  });

  test('a quarantined event keeps its reasons', async () => {
    const [stored] = await addEvents(database, [newEvent('1', { problems: ['data.call is missing.'] })]);
    expect(stored?.status).toBe('quarantined');
    expect((await findEvent(database.db, stored?.id as string))?.problems).toEqual(['data.call is missing.']);
  });

  test('an event with text that PostgreSQL cannot store is accepted', async () => {
    const event = newEvent('1', { subject: 'a\0b', raw: JSON.stringify({ name: '\0' }) });
    event.event.call = fillPart('call', { caller: { name: '\0' } });
    const [stored] = await addEvents(database, [event]);
    expect(stored?.status).toBe('accepted');
  });

  test('a body that repeats is new only after an opposite', async () => {
    const repeat = (side: 'joined' | 'left') => newEvent(side, { repeat: { pair: ['s1', 'ann'], side } });
    const script = ['joined', 'joined', 'left', 'left', 'joined', 'left', 'joined'] as const;
    const expected = ['accepted', 'duplicate', 'accepted', 'duplicate', 'accepted', 'accepted', 'accepted'];
    const oneByOne = [];
    for (const side of script) oneByOne.push(...(await addEvents(database, [repeat(side)])));
    expect(oneByOne.map(one => one.status)).toEqual(expected);
    await database.db.deleteFrom('events').execute();
    const together = await addEvents(database, script.map(repeat));
    expect(together.map(one => one.status)).toEqual(expected);
  });

  test('repeats get the same result in batches of any size', async () => {
    const scripts = fc.array(fc.constantFrom('joined' as const, 'left' as const), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(scripts, fc.uuid(), fc.integer({ min: 1, max: 8 }), async (script, who, size) => {
        const statuses: string[] = [];
        for (let at = 0; at < script.length; at += size) {
          const batch = script
            .slice(at, at + size)
            .map(side => newEvent(`${who}${side}`, { repeat: { pair: [who], side } }));
          statuses.push(...(await addEvents(database, batch)).map(one => one.status));
        }
        const expected = script.map((side, at) => (script[at - 1] === side ? 'duplicate' : 'accepted'));
        expect(statuses).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });
});
