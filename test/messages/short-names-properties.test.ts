/** Short names never throw, and never show an ID where the event or its session has a name. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildSession } from '../../src/events/build-session.ts';
import { fillPart, type Person, type StoredEvent } from '../../src/events/event.ts';
import type { Session } from '../../src/events/session.ts';
import { eventTypeNames } from '../../src/events/types.ts';
import { toText } from '../../src/messages/message-text.ts';
import { renderStrictly } from '../../src/messages/render-template.ts';
import { type ShortName, shortNames } from '../../src/messages/template/short-names.ts';
import { allTriggers } from '../../src/operations/read-sample.ts';
import { makeContext, makeEvent, makeSession, makeTemplate } from './samples.ts';

const names = Object.keys(shortNames) as ShortName[];

/** Templates with one short name each: alone, and in every other place that it can have. */
const templates = names.map(name => {
  const elsewhere = `{{#if ${name}}}{{${name}}}{{/if}} {{or ${name} "x"}} {{#each ${name}}}{{this}}{{/each}}`;
  return {
    name,
    alone: makeTemplate(`{{${name}}}`, { title: '' }),
    elsewhere: makeTemplate(elsewhere, { title: elsewhere, buttons: [{ label: elsewhere, url: `{{${name}}}` }] }),
  };
});

/** The text of each short name. */
function texts(event: StoredEvent, session: Session | null): Record<ShortName, string> {
  const context = makeContext(event, session);
  const entries = templates.map(({ name, alone, elsewhere }) => {
    renderStrictly(elsewhere, context);
    return [name, toText({ ...renderStrictly(alone, context), footnote: [] })];
  });
  return Object.fromEntries(entries);
}

// An ID and its name have the same number, so a text can be checked for IDs that have a name.
const idOf = (kind: string) => (number: number) => `${kind}-id-${number}`;
const anyPerson = (kind: string): fc.Arbitrary<Person> =>
  fc
    .record({ number: fc.nat(3), hasId: fc.boolean(), name: fc.constantFrom('named', 'unnamed', 'blank') })
    .map(({ number, hasId, name }) => ({
      id: hasId ? idOf(kind)(number) : null,
      name: { named: `${kind} ${number}`, unnamed: null, blank: ' \u200b' }[name] ?? null,
    }));
const person = anyPerson('person');
const group = anyPerson('group');
const times = { joinedAt: null, leftAt: null };
const stays = fc.array(
  person.map(one => ({ ...one, ...times })),
  { maxLength: 8 },
);
const attendees = stays.map(all => all.map(one => ({ ...one, seconds: null, visits: 1, stays: [] })));
const kind = fc.constantFrom('audio', 'video', null);
const anyNumber = fc.oneof(fc.constant(null), fc.integer({ min: -5, max: 100_000 }), fc.double());
const anyUrl = fc.oneof(fc.constant(null), fc.webUrl(), fc.string());
const maybe = <Item>(item: fc.Arbitrary<Item>) => fc.option(item, { nil: undefined });

const recording = fc
  .record({ url: anyUrl, path: anyUrl, duration: anyNumber, participants: fc.array(person, { maxLength: 3 }) })
  .map(known => fillPart('recording', known));

const parts = fc.record({
  call: maybe(
    fc
      .record({ kind, caller: person, callee: person, group, actor: person, duration: anyNumber, people: stays })
      .map(known => fillPart('call', known)),
  ),
  meeting: maybe(fc.record({ id: fc.constant('room'), people: stays }).map(known => fillPart('meeting', known))),
  participant: maybe(person.map(known => fillPart('participant', known))),
  message: maybe(
    fc
      .record({ sender: person, receiver: person, actor: person, group, mentions: fc.array(person, { maxLength: 2 }) })
      .map(known => fillPart('message', known)),
  ),
  group: maybe(
    fc
      .record({ party: group, actor: person, members: fc.array(person, { maxLength: 7 }), owner: person })
      .map(({ party, actor, members, owner }) =>
        fillPart('group', {
          ...party,
          actor,
          owner: owner.id,
          members: members.map(one => ({ ...one, scope: null, oldScope: null })),
        }),
      ),
  ),
  user: maybe(
    fc
      .record({ self: person, actor: person, users: fc.array(person, { maxLength: 3 }) })
      .map(({ self, actor, users }) => fillPart('user', { ...self, actor, users })),
  ),
  recording: maybe(recording),
});

const anyEvent = fc
  .record({
    type: fc.constantFrom(...eventTypeNames, 'other.thing'),
    time: fc.constantFrom(null, 'x', '2026-11-21'),
    parts,
  })
  .map(({ type, time, parts: some }): StoredEvent => {
    const known = Object.entries(some).filter(([, part]) => part !== undefined);
    return { ...makeEvent(type), time, ...Object.fromEntries(known) };
  });

const anySession = fc.option(
  fc
    .record({
      kind,
      caller: person,
      callee: person,
      group,
      people: attendees,
      duration: anyNumber,
      recordings: fc.array(recording, { maxLength: 2 }),
    })
    .map(makeSession),
);

/** The IDs whose name the event or its session has. */
function namedIds(...sources: unknown[]): string[] {
  return sources.flatMap(source => {
    if (typeof source !== 'object' || source === null) return [];
    const { id, name } = source as Partial<Person>;
    const own =
      typeof id === 'string' && typeof name === 'string' && name.trim() !== '' && name !== ' \u200b' ? [id] : [];
    return [...own, ...namedIds(...Object.values(source))];
  });
}

describe('generated events and sessions', () => {
  test('a short name is always written, and never as an ID that has a name', () => {
    fc.assert(
      fc.property(anyEvent, anySession, (event, session) => {
        const written = texts(event, session);
        const named = namedIds(event, session);
        for (const name of names) {
          expect(written[name], name).toMatch(/\S/);
          const shown = written[name].match(/\b(?:person|group)-id-\d/g) ?? [];
          expect(
            shown.filter(id => named.includes(id)),
            name,
          ).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a role that has a name in the event or the session is never shown by ID', () => {
    fc.assert(
      fc.property(anyEvent, anySession, (event, session) => {
        const { caller } = texts(event, session);
        const [own, other] = [event.call?.caller, session?.caller];
        const isSame = !own?.id || !other?.id || own.id === other.id;
        const isNamed = [own, isSame ? other : null].some(one => one?.name?.startsWith('person'));
        if (isNamed) expect(caller).toMatch(/^person \d$/);
      }),
      { numRuns: 300 },
    );
  });
});

test.each(allTriggers.map(({ trigger, provider }) => [provider.name, trigger, provider] as const))(
  'the documented webhook %s %s',
  (_, trigger, provider) => {
    const { key: _key, repeat: _repeat, ...known } = provider.normalize(provider.sample(trigger));
    const event = { ...makeEvent(known.type), ...known };
    const session = buildSession([event]);
    const written = texts(event, session);
    const named = namedIds(event, session).filter(id => id.length > 2);
    for (const name of names) {
      expect(written[name], name).toMatch(/\S/);
      const shown = name === 'room' ? [] : named.filter(id => written[name].includes(id));
      expect(shown, name).toEqual([]);
    }
  },
);
