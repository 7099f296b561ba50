import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkRule } from '../../src/rules/check-rule.ts';
import { formatProblem } from '../../src/rules/problem.ts';
import { checks } from './arbitrary-rules.ts';

const deps = { templates: checks.templates, checkMention: (mention: string) => checks.checkMention('', mention) };

function problemsOf(input: unknown): string[] {
  const checked = checkRule(input, deps);
  return checked.ok ? [] : checked.problems.map(formatProblem);
}

test('a valid rule stays unchanged', () => {
  const rule = { on: ['call.*', 'other.new'], if: 'call.kind == "video"', template: 'plain', mention: ['<!here>'] };
  expect(checkRule(rule, deps)).toEqual({ ok: true, rule: { ...rule, do: 'post' } });
});

test('a duplicate type is removed, and a wrong one is reported with its position', () => {
  const on = [...Array<string>(500).fill('call.missed'), 'call.ended'];
  expect(checkRule({ on }, deps)).toMatchObject({ ok: true, rule: { on: ['call.missed', 'call.ended'] } });
  expect(problemsOf({ on: ['call.missed', 'call.missed', 'call.mised'] })).toEqual([
    'on 3: Unknown event type "call.mised". Did you mean "call.missed"?',
  ]);
});

test('a rule has at most 100 different event types', () => {
  const on = Array.from({ length: 101 }, (_, at) => `other.new${at}`);
  expect(checkRule({ on: on.slice(1) }, deps)).toMatchObject({ ok: true });
  expect(problemsOf({ on })).toEqual(['on: At most 100 event types. Use a glob like call.*']);
});

test('every problem of a rule is reported at once, with suggestions', () => {
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
    'escalate.after: Use a duration like 10s, 5m, 2h or 1d',
    'escalate.menton: Unknown field "menton". Did you mean "mention"?',
    'shwo: Unknown field "shwo". Did you mean "show"?',
    'on 1: Unknown event type "call.mised". Did you mean "call.missed"?',
    'on 2: No event type matches "cal.*". Did you mean "call.*"?',
    'if: call.kind can\'t be "vidio" (character 14). Did you mean "video"?',
    'template: "plan" doesn\'t exist. Did you mean "plain"?',
    'mention 1: no mention',
  ]);
});

test.each([
  [{ on: [`other.${'a'.repeat(100)}`] }, 'on', 'Event types can have up to 100 characters'],
  [{ on: '*', mention: Array(51).fill('@here') }, 'mention', 'At most 50 mentions'],
  [{ on: '*', mention: ['x'.repeat(201)] }, 'mention', 'Mentions can have up to 200 characters'],
])('a rule has bounds: %.60j', (input, field, message) => {
  const checked = checkRule(input, deps);
  expect(checked.ok ? [] : checked.problems).toContainEqual(
    expect.objectContaining({ path: expect.arrayContaining([field]), message: expect.stringContaining(message) }),
  );
});

test('any other input is a problem', () => {
  expect(problemsOf(null)).toEqual(['Must be a mapping like { name: value }, not empty']);
  expect(problemsOf({})).toEqual(['on: Missing. Add event types, e.g. on: call.missed']);
  expect(problemsOf({ on: 3, do: 'ignor' })).toEqual([
    'on: Must be a string or a list of strings',
    'do: Must be post or ignore. Did you mean "ignore"?',
  ]);
  expect(problemsOf({ on: '*', do: 'notify' })).toEqual(['do: "notify" is now called "post"']);
});

test('the check never throws, and every rejection has a reason', () => {
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
  ['missed calls', 'call.missed'],
  ['Call missed', 'call.missed'],
  ['recording-failed', 'recording.failed'],
])('a type in other words is suggested: %s', (on, meant) => {
  expect(problemsOf({ on })).toEqual([`on: Unknown event type "${on}". Did you mean "${meant}"?`]);
});
