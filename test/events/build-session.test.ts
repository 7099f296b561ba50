import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { buildSession, createSessionBuilder, type SessionBuilder } from '../../src/events/build-session.ts';
import { type Event, fillPart, type PartInput, type StoredEvent } from '../../src/events/event.ts';
import { sessionSchema } from '../../src/events/session.ts';
import { mostReports } from '../../src/events/stay-reports.ts';

const zero = Date.parse('2026-03-02T09:00:00.000Z');
const at = (seconds: number): string => new Date(zero + seconds * 1000).toISOString();

let made = 0;
/** An event that arrives as it happens; `time` in seconds, null where the provider does not say. */
function event(type: string, time: number | null, more: Partial<StoredEvent> = {}): StoredEvent {
  made += 1;
  return {
    id: `evt_${made}`,
    source: 'test',
    provider: 'test',
    trigger: type,
    type,
    subject: 's1',
    time: time === null ? null : at(time),
    notes: [],
    seq: made,
    receivedAt: at((time ?? 0) + 1),
    status: 'accepted',
    problems: [],
    ...more,
  };
}

const call = (type: string, time: number, known: PartInput<'call'> = {}, more: Partial<Event> = {}) =>
  event(type, time, { call: fillPart('call', known), ...more });
const joined = (id: string, time: number) =>
  event('participant.joined', time, { participant: fillPart('participant', { id, joinedAt: at(time) }) });
const left = (id: string, from: number, to: number) =>
  event('participant.left', to, { participant: fillPart('participant', { id, joinedAt: at(from), leftAt: at(to) }) });
/** As VideoSDK says it: with no time at all. */
const silent = (side: 'joined' | 'left', id: string, received: number) =>
  event(`participant.${side}`, null, { participant: fillPart('participant', { id }), receivedAt: at(received) });
const ended = (time: number, known: PartInput<'meeting'> = {}) =>
  event('meeting.ended', time, { meeting: fillPart('meeting', { endedAt: at(time), ...known }) });
const ann = { id: 'ann', name: 'Ann' };
const bob = { id: 'bob', name: null };

describe('a call', () => {
  test('that was answered has both sides, a kind and the time of the conversation', () => {
    const session = buildSession([
      call('call.initiated', 0, { kind: 'video', caller: ann, callee: bob }),
      call('call.answered', 5, { caller: { id: 'ann' }, callee: bob }),
      call('call.started', 6),
      call('call.ended', 66, { people: [{ id: 'bob', name: 'Bob', joinedAt: at(6), leftAt: at(66) }] }),
    ]);
    expect(session).toMatchObject({
      id: 's1',
      kind: 'video',
      outcome: 'answered',
      caller: ann,
      callee: { id: 'bob', name: 'Bob' },
      startedAt: at(6),
      endedAt: at(66),
      duration: 60,
      peak: 1,
    });
    expect(sessionSchema.parse(session)).toEqual(session);
  });

  test.each(['unanswered', 'rejected', 'busy', 'cancelled', 'failed'] as const)('that was %s ends so', outcome => {
    const session = buildSession([
      call('call.initiated', 0, { caller: ann, callee: bob }),
      call(outcome === 'rejected' ? 'call.rejected' : 'call.missed', 30, { outcome, caller: ann, callee: bob }),
    ]);
    expect(session).toMatchObject({ outcome, startedAt: at(0), endedAt: at(30), duration: null, peak: null });
  });

  test('stays answered after late or later-dated events', () => {
    const events = [call('call.started', 6), call('call.missed', 40, { outcome: 'unanswered' })];
    expect(buildSession(events)).toMatchObject({ outcome: 'answered', endedAt: null });
    expect(buildSession(events.toReversed())).toMatchObject({ outcome: 'answered', endedAt: null });
  });

  test('is answered once a person other than the caller has joined, in any order of arrival', () => {
    const rang = call('call.missed', 40, { outcome: 'unanswered', caller: ann });
    const inCall = (id: string, time: number) => ({ ...joined(id, time), call: fillPart('call', { id: 's1' }) });
    expect(buildSession([rang, inCall('ann', 5)])).toMatchObject({ outcome: 'unanswered' });
    expect(buildSession([rang, inCall('ann', 5), inCall('bob', 6)])).toMatchObject({ outcome: 'answered' });
    expect(buildSession([inCall('bob', 6), rang])).toMatchObject({ outcome: 'answered' });
  });

  test('keeps its first outcome: the caller hangs up on a busy line', () => {
    const events = [call('call.missed', 9, { outcome: 'cancelled' }), call('call.missed', 4, { outcome: 'busy' })];
    expect(buildSession(events)).toMatchObject({ outcome: 'busy', endedAt: at(4) });
  });

  test('has its group', () => {
    const group = { id: 'g1', name: 'Nurses' };
    expect(buildSession([call('call.initiated', 0, { group })])).toMatchObject({
      group,
      callee: { id: null, name: null },
    });
  });

  test('is not failed because a transfer of it failed', () => {
    const events = [call('call.answered', 1), call('call.transfer.failed', 5, { outcome: 'failed', caller: bob })];
    expect(buildSession(events)).toMatchObject({ outcome: 'answered', caller: { id: null } });
    expect(buildSession(events.slice(1))).toMatchObject({ outcome: null });
  });

  test('that ended without people or a duration does not count as answered', () => {
    expect(buildSession([call('call.initiated', 0), call('call.ended', 9)])).toMatchObject({
      outcome: null,
      duration: null,
    });
    expect(buildSession([call('call.ended', 9, { duration: 4 })])).toMatchObject({ outcome: 'answered', duration: 4 });
  });
});

describe('an end that the provider did not report', () => {
  const late = { receivedAt: at(86_400) };
  const people = [{ id: 'ann', name: 'Ann', joinedAt: at(0), leftAt: null }];

  test('gives no duration from a reported start, and closes no stay', () => {
    const meeting = fillPart('meeting', { startedAt: at(0), people });
    const session = buildSession([event('meeting.ended', null, { meeting, ...late })]);
    expect(session).toMatchObject({ startedAt: at(0), endedAt: at(86_400), duration: null });
    expect(session.people).toMatchObject([{ id: 'ann', joinedAt: at(0), leftAt: null, seconds: null }]);
  });

  test('is replaced by a reported one', () => {
    const silentEnd = event('call.ended', null, { call: fillPart('call'), ...late });
    expect(buildSession([call('call.started', 0), silentEnd, ended(30)])).toMatchObject({
      endedAt: at(30),
      duration: 30,
    });
  });
});

describe('people', () => {
  test('who leave and come back have two visits and the sum', () => {
    const session = buildSession([joined('a', 0), left('a', 0, 10), joined('a', 20), left('a', 20, 50), ended(60)]);
    expect(session.people).toEqual([
      {
        id: 'a',
        name: null,
        joinedAt: at(0),
        leftAt: at(50),
        seconds: 40,
        visits: 2,
        stays: [
          { joinedAt: at(0), leftAt: at(10) },
          { joinedAt: at(20), leftAt: at(50) },
        ],
      },
    ]);
  });

  test('listed at the end are not counted twice, and the list adds unreported people', () => {
    const people = [
      { id: 'a', name: 'Ada', joinedAt: at(0), leftAt: at(30) },
      { id: 'b', name: 'Bo', joinedAt: at(10), leftAt: null },
    ];
    const session = buildSession([joined('a', 0), left('a', 0, 30), ended(60, { people })]);
    expect(session.people).toMatchObject([
      { id: 'a', name: 'Ada', seconds: 30, visits: 1 },
      { id: 'b', name: 'Bo', leftAt: at(60), seconds: 50, visits: 1 },
    ]);
    expect(session.peak).toBe(2);
  });

  test('on two devices at once count once', () => {
    const session = buildSession([joined('a', 0), joined('a', 10), left('a', 10, 20), left('a', 0, 30), ended(40)]);
    expect(session).toMatchObject({ people: [{ seconds: 30, visits: 1 }], peak: 1 });
  });

  test('without times get the time of receipt', () => {
    const session = buildSession([
      silent('joined', 'a', 0),
      silent('left', 'a', 10),
      silent('joined', 'a', 20),
      silent('joined', 'b', 20),
      ended(45),
    ]);
    expect(session.people).toMatchObject([
      { id: 'a', seconds: 35, visits: 2, leftAt: at(45) },
      { id: 'b', seconds: 25, visits: 1, leftAt: at(45) },
    ]);
    expect(session).toMatchObject({ startedAt: at(0), endedAt: at(45), duration: 45, peak: 2 });
  });

  test('who are still present have no total yet', () => {
    const session = buildSession([joined('a', 0)]);
    expect(session).toMatchObject({ people: [{ leftAt: null, seconds: null, visits: 1 }], endedAt: null, peak: 1 });
  });

  test('whose join event was lost are known by their leave event', () => {
    const session = buildSession([silent('left', 'a', 10), ended(20)]);
    expect(session).toMatchObject({ people: [{ joinedAt: null, leftAt: at(10), seconds: null, visits: 1 }], peak: 1 });
  });

  test('without an id are identified by a unique name', () => {
    const stay = (id: string | null, name: string, from: number) => ({
      id,
      name,
      joinedAt: at(from),
      leftAt: at(from + 1),
    });
    const one = buildSession([ended(9, { people: [stay('a', 'Kim', 0), stay(null, 'Kim', 5)] })]);
    expect(one.people).toMatchObject([{ id: 'a', visits: 2 }]);
    const two = buildSession([ended(9, { people: [stay('a', 'Kim', 0), stay('b', 'Kim', 1), stay(null, 'Kim', 5)] })]);
    expect(two.people.map(({ id }) => id)).toEqual(['a', 'b', null]);
  });

  test('who leave when others join were never present together', () => {
    expect(buildSession([left('a', 0, 10), left('b', 10, 20)]).peak).toBe(1);
    expect(buildSession([left('a', 10, 10), left('b', 10, 20)]).peak).toBe(2);
  });
});

test('recordings and transcripts come in the order of their time; quarantined events do not count', () => {
  const ready = (id: string, time: number, more: Partial<StoredEvent> = {}) =>
    event('recording.ready', time, { recording: fillPart('recording', { id }), ...more });
  const session = buildSession([
    ready('late', 9),
    ready('early', 3),
    ready('odd', 5, { status: 'quarantined' }),
    event('recording.failed', 1, { recording: fillPart('recording', { id: 'none' }) }),
    event('transcription.ready', 4, { transcription: fillPart('transcription', { id: 't' }) }),
  ]);
  expect(session.recordings.map(({ id }) => id)).toEqual(['early', 'late']);
  expect(session.transcripts.map(({ id }) => id)).toEqual(['t']);
});

test('no events give a session of nulls', () => {
  const session = buildSession([]);
  expect(sessionSchema.parse(session)).toEqual(session);
  expect(session).toMatchObject({ id: null, outcome: null, people: [], peak: null, recordings: [], duration: null });
});

/** A meeting of 60 seconds: each person's presence (null: the leave was not reported). */
const visit = fc.record({
  who: fc.constantFrom('a', 'b', 'c'),
  from: fc.nat(59),
  length: fc.integer({ min: 1, max: 30 }),
  leftSaid: fc.boolean(),
  reportedBy: fc.constantFrom('events', 'list', 'both'),
});
type Visit = typeof visit extends fc.Arbitrary<infer T> ? T : never;
const end = 60;
const leaves = ({ from, length, leftSaid }: Visit) => (leftSaid ? Math.min(end, from + length) : end);

function tell(visits: readonly Visit[]): StoredEvent[] {
  const listed = visits.filter(({ reportedBy }) => reportedBy !== 'events');
  const people = listed.map(one => ({
    id: one.who,
    name: null,
    joinedAt: at(one.from),
    leftAt: one.leftSaid ? at(leaves(one)) : null,
  }));
  const events = visits
    .filter(({ reportedBy }) => reportedBy !== 'list')
    .flatMap(one => [joined(one.who, one.from), ...(one.leftSaid ? [left(one.who, one.from, leaves(one))] : [])]);
  return [
    event('meeting.started', 0, { meeting: fillPart('meeting', { startedAt: at(0) }) }),
    ...events,
    ended(end, { people }),
  ];
}

/** The same person, in the same second, is the same stay: of those keep one, as the providers send it. */
const visits = fc.uniqueArray(visit, { maxLength: 12, selector: ({ who, from }) => `${who} ${from}` });

describe('any meeting', () => {
  test('equals a count at every second', () => {
    fc.assert(
      fc.property(visits, random => {
        const session = buildSession(tell(random));
        const seconds = Array.from({ length: end }, (_, second) => second);
        const there = (second: number) =>
          new Set<string>(random.filter(one => one.from <= second && second < leaves(one)).map(({ who }) => who));
        for (const person of session.people) {
          expect(person.seconds).toBe(seconds.filter(second => there(second).has(String(person.id))).length);
          expect(person.visits).toBe(person.stays.length);
        }
        expect(session.people.map(({ id }) => id).sort()).toEqual([...new Set(random.map(({ who }) => who))].sort());
        expect(session.peak).toBe(random.length === 0 ? null : Math.max(...seconds.map(second => there(second).size)));
        expect(session.duration).toBe(end);
      }),
    );
  });

  test('is the same in any order of arrival, however often its events come', () => {
    const shuffled = visits.chain(random => {
      const events = tell(random);
      return fc.tuple(
        fc.constant(events),
        fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
      );
    });
    fc.assert(
      fc.property(shuffled, ([events, again]) => {
        expect(buildSession(again)).toEqual(buildSession(events));
      }),
    );
  });

  test('reported without times alternates between joining and leaving', () => {
    const turns = fc
      .uniqueArray(fc.integer({ min: 1, max: 59 }), { maxLength: 9 })
      .map(list => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(turns, random => {
        const events = random.map((second, turn) => silent(turn % 2 === 0 ? 'joined' : 'left', 'a', second));
        const padded = random.length % 2 === 0 ? random : [...random, end];
        const total = padded.reduce((sum, second, turn) => sum + (turn % 2 === 0 ? -second : second), 0);
        const { people } = buildSession([...events, ended(end)].toReversed());
        expect(people[0]?.seconds ?? 0).toBe(total);
        expect(people[0]?.visits ?? 0).toBe(padded.length / 2);
      }),
    );
  });
});

test('events of one moment, of every type, give the same session in any order', () => {
  const outcomes = ['unanswered', 'rejected', 'busy', 'cancelled', 'failed', 'answered'] as const;
  const types = [
    'call.initiated',
    'call.ringing',
    'call.rejected',
    'call.missed',
    'call.ended',
    'call.transfer.failed',
  ];
  const any = fc
    .tuple(fc.constantFrom(...types), fc.nat(2), fc.option(fc.constantFrom(...outcomes)), fc.constantFrom('ann', 'bob'))
    .map(([type, time, outcome, id]) => call(type, time, { outcome, caller: { id, name: id } }));
  const lists = fc
    .array(any, { maxLength: 8 })
    .chain(list => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
  fc.assert(
    fc.property(lists, ([list, shuffled]) => {
      expect(buildSession(shuffled)).toEqual(buildSession(list));
    }),
  );
});

describe('a session built event by event', () => {
  const who = fc.record({
    id: fc.option(fc.constantFrom('a', 'b', 'c', 'd')),
    name: fc.option(fc.constantFrom('Ann', 'Bob', 'Cid')),
  });
  const stay = fc.record({
    who,
    from: fc.nat(40),
    length: fc.nat(10),
    joinedSaid: fc.boolean(),
    leftSaid: fc.boolean(),
  });
  const any = fc.oneof(
    fc.tuple(stay, fc.constantFrom('joined', 'left'), fc.boolean()).map(([one, side, timed]) => {
      const known = {
        ...one.who,
        joinedAt: one.joinedSaid ? at(one.from) : null,
        leftAt: one.leftSaid ? at(one.from + one.length) : null,
      };
      const time = one.from + (side === 'left' ? one.length : 0);
      return event(`participant.${side}`, timed ? time : null, {
        participant: fillPart('participant', known),
        receivedAt: at(time),
      });
    }),
    fc
      .tuple(
        fc.constantFrom('meeting.started', 'meeting.ended'),
        fc.nat(50),
        fc.boolean(),
        fc.array(stay, { maxLength: 3 }),
      )
      .map(([type, time, said, stays]) => {
        const people = stays.map(one => ({
          ...one.who,
          joinedAt: at(one.from),
          leftAt: one.leftSaid ? at(one.from + one.length) : null,
        }));
        const known = { people, ...(said && { startedAt: at(0), endedAt: at(time) }) };
        return event(type, said ? time : null, { meeting: fillPart('meeting', known), receivedAt: at(time + 1) });
      }),
    fc
      .tuple(fc.constantFrom('call.initiated', 'call.answered', 'call.missed', 'call.ended'), fc.nat(50), who, who)
      .map(([type, time, caller, callee]) => call(type, time, { caller, callee, kind: 'audio' })),
  );

  /** A builder that continues from the state of this one, after it was stored. */
  const stored = (builder: SessionBuilder) => createSessionBuilder(JSON.parse(JSON.stringify(builder.state())));

  test('equals the session of all events, in any order, repeated, and from a stored state', () => {
    const arriving = fc.array(any, { maxLength: 14 }).chain(random => {
      const events = random.map((one, seq) => ({ ...one, id: `evt_${seq}`, seq }));
      const again = fc.shuffledSubarray([...events, ...events], { minLength: events.length });
      return fc.tuple(fc.constant(events), again, fc.nat(28));
    });
    fc.assert(
      fc.property(arriving, ([events, others, storedAfter]) => {
        let builder = createSessionBuilder();
        for (const [at, one] of [...others, ...events].entries()) {
          builder.add(one);
          // Reading in between must not change anything.
          expect(builder.session().people.length).toBe(builder.session().people.length);
          if (at === storedAfter) builder = stored(builder);
        }
        expect({ ...builder.session() }).toEqual(buildSession(events));
        expect(builder.state()).toEqual(stored(builder).state());
      }),
      { numRuns: 500 },
    );
  });

  test('has a state of bounded size, which more events than it holds give in any order', () => {
    const count = 2 * mostReports;
    const names = ['Ann', 'x'.repeat(5000), null];
    const random = fc.record({
      who: fc.nat(count),
      name: fc.constantFrom(...names),
      second: fc.nat(3 * count),
      type: fc.constantFrom('joined', 'left', 'started', 'recorded', 'ended'),
      isNamed: fc.boolean(),
    });
    const make = ({ who, name, second, type, isNamed }: typeof random extends fc.Arbitrary<infer T> ? T : never) => {
      const person = { id: isNamed || name === null ? `person-${who}` : null, name };
      if (type === 'joined')
        return event('participant.joined', second, { participant: fillPart('participant', person) });
      if (type === 'left') return { ...left(`person-${who}`, second - 5, second) };
      if (type === 'started') return call('call.started', second, { caller: person, callee: person });
      if (type === 'ended') return ended(second, { people: [{ ...person, joinedAt: at(who), leftAt: at(second) }] });
      const url = `https://files.example/${name ?? ''}`;
      return event('recording.ready', second, { recording: fillPart('recording', { id: `${who}`, url }) });
    };
    const lists = fc
      .array(random, { minLength: count, maxLength: 2 * count, size: 'max' })
      .chain(list => fc.tuple(fc.constant(list.map(make)), fc.nat()));
    fc.assert(
      fc.property(lists, ([events, storedAfter]) => {
        let builder = createSessionBuilder();
        for (const [at, one] of events.toReversed().entries()) {
          builder.add(one);
          if (at % 50 === 0) expect(builder.session().peak).not.toBe(0);
          if (at === storedAfter % events.length) builder = stored(builder);
        }
        expect({ ...builder.session() }).toEqual(buildSession(events));
        expect(JSON.stringify(builder.state()).length).toBeLessThan(250_000);
      }),
      { numRuns: 15 },
    );
  });

  test('reads each reported time a limited number of times', () => {
    const parse = vi.spyOn(Date, 'parse');
    const events = Array.from({ length: 400 }, (_, n) =>
      n % 4 === 3 ? left(`p${n - 3}`, n - 3, n) : joined(`p${n}`, n),
    );
    const builder = createSessionBuilder();
    parse.mockClear();
    for (const one of events) {
      builder.add(one);
      expect(builder.session().peak).toBeGreaterThan(0);
    }
    expect(parse.mock.calls.length).toBeLessThan(events.length * 10);
    parse.mockRestore();
  });
});
