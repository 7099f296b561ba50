import fc from 'fast-check';
import type { FileChecks } from '../../src/callboard-yaml/check-file.ts';
import { type Event, fillPart, type Parts } from '../../src/events/event.ts';
import { eventTypeNames } from '../../src/events/types.ts';
import type { Rule } from '../../src/rules/rule.ts';

export function eventOf(type: string, more: Partial<Event> = {}): Event {
  const envelope = { id: 'evt_1', source: 'cometchat', provider: 'cometchat', trigger: 't', subject: null, time: null };
  return { ...envelope, type, notes: [], ...more };
}

export function callOf(known: Partial<Parts['call']>, type = 'call.missed'): Event {
  return eventOf(type, { call: fillPart('call', known) });
}

/** Rules of one channel in this order. */
export function rulesOf(channel: string, ...bodies: (Partial<Rule> & Pick<Rule, 'on'>)[]): Rule[] {
  return bodies.map((body, position) => ({ id: `${channel}#${position}`, channel, position, do: 'post', ...body }));
}

export const noSession = () => null;

/** Slack-like addresses and mentions; templates `call.missed` and `plain`. */
export const checks: FileChecks = {
  templates: ['call.missed', 'plain'],
  checkAddress: address => (/^slack:\w+\/\w+$/.test(address) ? { ok: true } : { ok: false, problem: 'no address' }),
  checkMention: (_, mention) => (mention.startsWith('<') ? { ok: true } : { ok: false, problem: 'no mention' }),
  checkTemplate: (_, template) => (template.body.includes('{{broken') ? ['does not parse'] : []),
};

export const conditions = [
  'call.kind == "video"',
  'call.kind == "audio" && call.duration > 60',
  'call.duration > 60 || call.caller.name == "Ada"',
  'meeting.duration > 60',
  'session.peak == null',
  '!(call.duration + 1 > 60)',
  'call.people.exists(p, p.name == "Ada")',
  'recording.encrypted',
];

const pattern = fc.oneof(
  fc.constantFrom('*', 'call.*', '*.missed', 'other.*', 'o*', 'other.foo', 'c*.*d', '*foo'),
  fc.constantFrom(...eventTypeNames),
);

export const ruleBodies = fc.record(
  {
    on: fc.oneof(pattern, fc.uniqueArray(pattern, { minLength: 1, maxLength: 3 })),
    if: fc.constantFrom(...conditions),
    do: fc.constantFrom('post' as const, 'ignore' as const),
    paused: fc.boolean(),
  },
  { requiredKeys: ['on', 'do'] },
);

export const events: fc.Arbitrary<Event> = fc
  .record({
    type: fc.oneof(
      fc.constantFrom('call.missed', 'call.started', 'meeting.ended', 'other.foo', 'other.bar'),
      fc.constantFrom(...eventTypeNames),
    ),
    kind: fc.constantFrom('audio' as const, 'video' as const, null),
    duration: fc.constantFrom(0, 61, 59.5, null),
    name: fc.constantFrom('Ada', null),
  })
  .map(({ type, kind, duration, name }) =>
    callOf({ kind, duration, caller: { id: null, name }, people: name === null ? null : [] }, type),
  );
