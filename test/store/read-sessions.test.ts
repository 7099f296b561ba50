/** Sessions that are read from a stored state and the events after it. */
import fc from 'fast-check';
import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildSession } from '../../src/events/build-session.ts';
import { fillPart, type PartInput, type StoredEvent } from '../../src/events/event.ts';
import type { Database } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/database.ts';
import { listEvents, quarantineEvent, releaseEvent } from '../../src/store/events/events.ts';
import { addEvents } from '../../src/store/events/insert-events.ts';
import type { NewEvent } from '../../src/store/events/new-event.ts';
import { readSession, readSessions } from '../../src/store/events/read-sessions.ts';
import { sessionKey } from '../../src/store/events/session-states.ts';
import type { Db } from '../../src/store/tables.ts';
import { createTestDatabase, describeOnDatabases, type TestDatabase } from '../databases.ts';

const zero = Date.parse('2026-03-02T09:00:00.000Z');
const at = (seconds: number): string => new Date(zero + seconds * 1000).toISOString();

function joined(key: string, seconds: number, more: Partial<NewEvent> & { subject?: string } = {}): NewEvent {
  const { subject = 's1', ...rest } = more;
  return {
    event: {
      source: 'cometchat',
      provider: 'cometchat',
      trigger: 'meeting_participant_joined',
      type: 'participant.joined',
      subject,
      time: at(seconds),
      notes: [],
      participant: fillPart('participant', { id: key, name: `Person ${key}`, joinedAt: at(seconds) }),
    },
    raw: '{}',
    key: [key],
    problems: [],
    receivedAt: zero + seconds * 1000,
    ...rest,
  };
}

const many = (count: number, from = 0) => Array.from({ length: count }, (_, n) => joined(`p${from + n}`, from + n));

describeOnDatabases('sessions', kind => {
  let place: TestDatabase;
  let database: Database;
  let db: Db;
  beforeAll(async () => {
    place = await createTestDatabase(kind);
    database = await openDatabase(place.url);
    db = database.db;
  });
  afterAll(async () => {
    await database.close();
    await place.remove();
  });
  beforeEach(async () => {
    await db.deleteFrom('events').execute();
    await db.deleteFrom('sessions').execute();
  });

  const newest = async () => (await listEvents(db, { limit: 1 }))[0] as StoredEvent;

  /** The sessions of all events, computed from all accepted events. */
  async function expectAll(): Promise<void> {
    const events = await listEvents(db, { limit: 10_000 });
    const accepted = Map.groupBy(
      events.filter(({ status }) => status === 'accepted'),
      sessionKey,
    );
    const sessions = await readSessions(db, events);
    for (const event of events) {
      const all = event.subject === null ? [event] : (accepted.get(sessionKey(event)) ?? []);
      expect({ ...sessions.get(event.id) }).toEqual(buildSession(all));
    }
  }

  test('a session has the events of its source and subject only, and tests have their own', async () => {
    const other = joined('c', 3);
    other.event.source = 'cometchat-eu';
    const tests = [joined('d', 4, { test: 'real' }), joined('e', 5, { test: 'preview' })];
    await addEvents(database, [joined('a', 1), joined('b', 2, { subject: 's2' }), other, ...tests, joined('f', 6)]);
    const { people } = await readSession(db, await newest());
    expect(people.map(({ id }) => id)).toEqual(['a', 'f']);
    await expectAll();
  });

  test('session IDs longer than the index allows still identify their sessions', async () => {
    const long = (end: string) => Array.from({ length: 3000 }, (_, n) => n.toString(36)).join('') + end;
    await addEvents(
      database,
      ['a', 'b', 'a'].map((end, n) => joined(`${n}`, n, { subject: long(end) })),
    );
    expect((await readSession(db, await newest())).people.map(({ id }) => id)).toEqual(['0', '2']);
  });

  test('a read of a long session reads few events', async () => {
    let rows = 0;
    const counted = db.withPlugin(countRows(count => (rows += count)));
    await addEvents(database, many(60));
    await readSession(db, await newest());
    for (let more = 0; more < 45; more++) {
      await addEvents(database, many(1, 100 + more));
      rows = 0;
      expect((await readSession(counted, await newest())).peak).toBe(60 + more + 1);
      expect(rows).toBeLessThanOrEqual(21);
    }
  });

  test('a session of a store without states has all of its events', async () => {
    await addEvents(database, many(2300));
    const first = (await listEvents(db, { after: 0, limit: 1 }))[0] as StoredEvent;
    const session = await readSession(db, first);
    expect(session.startedAt).toBe(at(0));
    expect(session.people.at(-1)?.id).toBe('p2299');
    await db.updateTable('sessions').set({ state: '{"version":0}' }).execute();
    expect({ ...(await readSession(db, first)) }).toEqual({ ...session });
  });

  test('many sessions are read together', async () => {
    const events = Array.from({ length: 900 }, (_, n) => joined(`${n}`, n, { subject: `s${n % 450}` }));
    await addEvents(database, events);
    const sessions = await readSessions(db, await listEvents(db, { limit: 1000 }));
    expect(new Set([...sessions.values()].map(({ peak }) => peak))).toEqual(new Set([2]));
  });

  test('a reader that began before a quarantined event was accepted stores no state without it', async () => {
    await addEvents(database, [joined('late', 0, { problems: ['odd'] }), ...many(50, 10)]);
    const [late] = await listEvents(db, { status: 'quarantined' });
    const accept = () => releaseEvent(db, late?.seq as number, joined('late', 0).event);
    const session = await readSession(db.withPlugin(afterEvents(accept)), await newest());
    expect(session.people).toHaveLength(50);
    expect((await readSession(db, await newest())).people).toHaveLength(51);
    await expectAll();
  });

  test('an event that is quarantined after it was accepted leaves its session', async () => {
    await addEvents(database, many(50));
    const event = await newest();
    await readSession(db, event);
    await quarantineEvent(db, event.seq - 40, ['odd']);
    expect((await readSession(db, event)).people).toHaveLength(49);
  });

  const part: fc.Arbitrary<PartInput<'participant'>> = fc.record({
    id: fc.option(fc.constantFrom(...'abcdefghijkl')),
    name: fc.option(fc.constantFrom('Ann', 'Bob')),
  });
  const newEvent = fc
    .tuple(
      fc.nat(500),
      fc.constantFrom('participant.joined', 'participant.left', 'call.missed', 'meeting.ended', 'call.started'),
      part,
      fc.constantFrom('s1', 's1', 's1', 's2', null),
      fc.constantFrom(undefined, undefined, undefined, 'real' as const),
      fc.boolean(),
    )
    .map(([key, type, who, subject, reach, isOdd]): NewEvent => {
      const known = joined(`${key}`, key % 100);
      const about = type.startsWith('participant')
        ? { participant: fillPart('participant', who) }
        : { call: fillPart('call', { caller: who, outcome: type === 'call.missed' ? 'busy' : null }) };
      const { participant: _, ...rest } = known.event;
      return {
        ...known,
        event: { ...rest, type, subject, ...about },
        ...(reach && { test: reach }),
        problems: isOdd ? ['odd'] : [],
      };
    });
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.array(newEvent, { maxLength: 40, size: 'max' }).map(events => ({ add: events })) },
    { weight: 2, arbitrary: fc.record({ release: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ quarantine: fc.nat() }) },
  );

  test('each session equals the one of all its events, after late, repeated and released events', async () => {
    const run = async (steps: readonly (typeof step extends fc.Arbitrary<infer T> ? T : never)[]) => {
      await db.deleteFrom('events').execute();
      await db.deleteFrom('sessions').execute();
      for (const one of steps) {
        if ('add' in one) await addEvents(database, one.add);
        else {
          const status = 'release' in one ? 'quarantined' : 'accepted';
          const events = await listEvents(db, { status, limit: 10_000 });
          const chosen = events[('release' in one ? one.release : one.quarantine) % Math.max(1, events.length)];
          if (chosen && 'release' in one) await releaseEvent(db, chosen.seq, chosen);
          else if (chosen) await quarantineEvent(db, chosen.seq, ['odd']);
        }
        await expectAll();
      }
    };
    await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 10, size: 'max' }), run), {
      numRuns: kind === 'sqlite' ? 25 : 8,
    });
  });
});

/** Reports the number of events in each result. */
function countRows(report: (count: number) => void): KyselyPlugin {
  return {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      report(result.rows.filter(row => 'body' in row).length);
      return result;
    },
  };
}

/** Runs `action` once, after the first result with events. */
function afterEvents(action: () => Promise<void>): KyselyPlugin {
  let isDone = false;
  return {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (!isDone && result.rows.some(row => 'body' in row)) {
        isDone = true;
        await action();
      }
      return result;
    },
  };
}
