import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  buildCondition,
  parseCondition,
  type SimpleCondition,
} from '../../../src/chat/rules/form/condition-builder.ts';
import { mostName } from '../../../src/chat/rules/form/form-fields.ts';
import { callKinds, callOutcomes, fillPart } from '../../../src/events/event.ts';
import { compile } from '../../../src/rules/condition/condition.ts';
import { createContext } from '../../../src/rules/condition/condition-context.ts';
import { callOf, conditions, eventOf, noSession } from '../../rules/arbitrary-rules.ts';

const name = fc.string({ minLength: 1, unit: 'binary' }).filter(text => text.isWellFormed());
/** A comment at the end extends to the end of the line, brackets included. */
const commented = [
  'true // why',
  '// why\ntrue',
  'true // "why"',
  'call.id == "http://x"',
  "call.id == 'it//s' // why",
];
const simples: fc.Arbitrary<SimpleCondition> = fc
  .record(
    {
      kind: fc.constantFrom(...callKinds),
      outcomes: fc.subarray([...callOutcomes], { minLength: 1 }),
      longer: fc.nat(),
      shorter: fc.nat(),
      who: fc.oneof(name, fc.constantFrom('Ada "x" && y', '\\', 'é\u2028')),
      source: name,
      cel: fc.constantFrom(...conditions, 'true || (false)', '(true) && (false)', ...commented),
    },
    { requiredKeys: [] },
  )
  .filter(({ cel, ...simple }) => cel === undefined || Object.keys(simple).length > 0);

const events = fc.constantFrom(
  ['*'],
  ['call.missed'],
  ['call.*', 'meeting.ended'],
  ['recording.ready'],
  ['user.mentioned'],
);

test('parse(build(fields)) returns the fields, and the built condition is valid', () => {
  fc.assert(
    fc.property(simples, events, (simple, on) => {
      const condition = buildCondition(simple, on);
      expect(parseCondition(condition, on)).toEqual(simple);
      if (condition !== undefined) expect(compile(condition)).toMatchObject({ ok: true });
    }),
    { numRuns: 300 },
  );
});

test('a condition of another form is all CEL', () => {
  for (const cel of [
    ...conditions,
    '(true) && (false)',
    'call.kind == "video" && (true) && (false)',
    'source == "\\a"',
  ]) {
    expect(buildCondition(parseCondition(cel))).toBe(cel);
  }
  expect(parseCondition('call.people.exists(p, p.name == "Ada")')).toEqual({
    cel: 'call.people.exists(p, p.name == "Ada")',
  });
  expect(parseCondition('call.kind == "video" && call.duration > 1')).toEqual({
    cel: 'call.kind == "video" && call.duration > 1',
  });
});

test('all simple fields together, with the longest name that the form accepts, are a valid condition', async () => {
  const who = '"'.repeat(mostName);
  const most = { longer: 10 ** 9, shorter: 10 ** 9, who, source: 's'.repeat(40) };
  const condition = buildCondition({ kind: 'video', outcomes: callOutcomes, ...most }) ?? '';
  expect(compile(condition)).toMatchObject({ ok: true });
});

test('a condition reads only the parts that the rule’s events have', () => {
  expect(buildCondition({ longer: 600 }, ['call.missed'])).toBe('call.duration > 600');
  expect(buildCondition({ shorter: 60 }, ['call.*', 'meeting.ended'])).toBe(
    '(call.duration < 60 || meeting.duration < 60)',
  );
  expect(buildCondition({ who: 'Ada' }, ['message.sent'])).toBe('"Ada" in [message.sender.name, message.sender.id]');
  // Conditions from before the events were narrowed.
  expect(parseCondition(buildCondition({ longer: 600 }), ['call.missed'])).toEqual({ longer: 600 });
});

test('duration and person fields read the part that the event has', () => {
  const holds = (simple: SimpleCondition, event: Parameters<typeof createContext>[0]) => {
    const condition = compile(buildCondition(simple) ?? '');
    return condition.ok && condition.evaluate(createContext(event, noSession)).matches;
  };
  const call = callOf({ duration: 61, caller: { id: 'u1', name: 'Ada' } });
  const meeting = eventOf('meeting.ended', { meeting: fillPart('meeting', { duration: 61 }) });
  for (const event of [call, meeting]) {
    expect([holds({ longer: 60 }, event), holds({ longer: 61 }, event)]).toEqual([true, false]);
    expect([holds({ shorter: 62 }, event), holds({ shorter: 61 }, event)]).toEqual([true, false]);
  }
  expect([holds({ who: 'Ada' }, call), holds({ who: 'u1' }, call), holds({ who: 'Bo' }, call)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(holds({ source: 'cometchat' }, call)).toBe(true);
});
