import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkRule } from '../../src/rules/check.ts';
import { formatProblem } from '../../src/rules/problem.ts';
import { checks } from './support.ts';

const deps = { templates: checks.templates, checkMention: (mention: string) => checks.checkMention('', mention) };

function problemsOf(input: unknown): string[] {
  const checked = checkRule(input, deps);
  return checked.ok ? [] : checked.problems.map(formatProblem);
}

test('a rule that is right is kept as it is written', () => {
  const rule = { on: ['call.*', 'other.new'], if: 'call.kind == "video"', template: 'plain', mention: ['<!here>'] };
  expect(checkRule(rule, deps)).toEqual({ ok: true, rule: { ...rule, do: 'post' } });
});

test('a type that is named twice is kept once, and a wrong one is told where it is written', () => {
  const on = [...Array<string>(500).fill('call.missed'), 'call.ended'];
  expect(checkRule({ on }, deps)).toMatchObject({ ok: true, rule: { on: ['call.missed', 'call.ended'] } });
  expect(problemsOf({ on: ['call.missed', 'call.missed', 'call.mised'] })).toEqual([
    'on[2]: unknown event type "call.mised", did you mean call.missed?',
  ]);
});

test('a rule has 100 different event types at most', () => {
  const on = Array.from({ length: 101 }, (_, at) => `other.new${at}`);
  expect(checkRule({ on: on.slice(1) }, deps)).toMatchObject({ ok: true });
  expect(problemsOf({ on })).toEqual(['on: has 101 event types: a rule can have 100']);
});

test('everything that is wrong with a rule is told at once, with what was meant', () => {
  const escalate = { after: 'soon', menton: ['<@U1>'] };
  expect(
    problemsOf({
      on: ['call.mised', 'cal.*'],
      if: 'call.kind == "vidio"',
      template: 'plan',
      mention: ['me'],
      shwo: 1,
      escalate,
    }),
  ).toEqual([
    'escalate.after: write a duration as 10s, 5m, 2h or 1d',
    'escalate.menton: unknown field "menton", did you mean mention?',
    'shwo: unknown field "shwo", did you mean show?',
    'on[0]: unknown event type "call.mised", did you mean call.missed?',
    'on[1]: no event type is like "cal.*", did you mean call.*?',
    'if: call.kind is never "vidio", it can be audio, video (at character 14), did you mean video?',
    'template: there is no template "plan", did you mean plain?',
    'mention[0]: no mention',
  ]);
});

test.each([
  [{ on: Array.from({ length: 51 }, (_, at) => `other.t${at}`) }, 'on', 'name 50 types at most'],
  [{ on: [`other.${'a'.repeat(100)}`] }, 'on', 'a type has 100 characters at most'],
  [{ on: '*', mention: Array(51).fill('@here') }, 'mention', 'mention 50 at most'],
  [{ on: '*', mention: ['x'.repeat(201)] }, 'mention', 'a mention has 200 characters at most'],
])('a rule has bounds: %.60j', (input, field, message) => {
  const checked = checkRule(input, deps);
  expect(checked.ok ? [] : checked.problems).toContainEqual(
    expect.objectContaining({ path: expect.arrayContaining([field]), message: expect.stringContaining(message) }),
  );
});

test('what is no rule at all', () => {
  expect(problemsOf(null)).toEqual(['must be object, not empty']);
  expect(problemsOf({})).toEqual(['on: this is missing']);
  expect(problemsOf({ on: 3, do: 'ignor' })).toEqual([
    'on: must be text or a list of texts',
    'do: must be one of post, ignore, did you mean ignore?',
  ]);
  expect(problemsOf({ on: '*', do: 'notify' })).toEqual(['do: "notify" is now called "post"']);
});

test('never throws, and what it refuses has a reason', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.anything(), fc.record({ on: fc.string(), if: fc.anything(), mention: fc.anything() })),
      input => {
        const checked = checkRule(input, deps);
        expect(checked.ok || checked.problems.length > 0).toBe(true);
      },
    ),
  );
});

test.each([
  ['missed', 'call.missed'],
  ['Ready', '*.ready'],
])('of a type only its end was written: %s', (on, meant) => {
  expect(problemsOf({ on })).toEqual([`on: unknown event type "${on}", did you mean ${meant}?`]);
});
