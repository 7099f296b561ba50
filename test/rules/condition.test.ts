import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Event, fillPart } from '../../src/events/event.ts';
import { compile } from '../../src/rules/condition/condition.ts';
import { createContext } from '../../src/rules/condition/condition-context.ts';
import { callOf, eventOf, noSession } from './arbitrary-rules.ts';

function judge(expression: string, event: Event) {
  const condition = compile(expression);
  if (!condition.ok) throw new Error(condition.problems.map(problem => problem.message).join('; '));
  return condition.evaluate(createContext(event, noSession));
}

function problemsOf(expression: string) {
  const condition = compile(expression);
  return condition.ok ? [] : condition.problems;
}

const call = callOf({ kind: 'audio', duration: 61, caller: { id: 'ada', name: 'Ada' } });

describe('a condition that holds', () => {
  test.each([
    'call.kind == "audio"',
    'call["kind"] == "audio"',
    'call.duration == 61',
    'call.duration != 60',
    'call.duration > 60 && call.duration <= 61.5',
    'call.duration + 1 == 62',
    '1 + call.duration > 61.5',
    'call.duration / 2 > 30',
    'call.duration % 60 == 1',
    'call.duration in [61]',
    'call.duration in [61, 62.5]',
    'call.callee.name == null && call.outcome == null',
    'call.people == null',
    'call.caller.name.lowerAscii().startsWith("a")',
    'subject == null && provider == "cometchat"',
    'session.duration == null && session.people.size() == 0',
    'message.text.contains("x") || call.kind == "audio"',
  ])('%s', expression => {
    expect(judge(expression, call)).toEqual({ matches: true, error: null });
  });
});

test('missing fields are null: false, or an error', () => {
  const meeting = eventOf('meeting.ended');
  expect(judge('call.kind == "video"', meeting)).toEqual({ matches: false, error: null });
  expect(judge('call.duration > 60', meeting)).toEqual({ matches: false, error: expect.stringContaining('null') });
  expect(judge('recording.encrypted', meeting)).toEqual({ matches: false, error: 'is null, not true or false' });
});

describe('an impossible condition', () => {
  test.each([
    ['call.nme == "x"', 'Unknown field call.nme', 5, 'call.caller.name'],
    ['call.kin == "x"', 'Unknown field call.kin', 5, 'call.kind'],
    ['call.url == "x"', 'Unknown field call.url', 5, 'recording.url'],
    ['cal.kind == "x"', 'Unknown name cal', 0, 'call'],
    ['duration > 60', 'Unknown name duration', 0, 'session.duration'],
    ['call.kind = "audio"', 'Use == to compare, not =', 10, undefined],
    ['meeting.people.exists(p, p.nmae == "x")', 'Unknown field meeting.people[].nmae', 27, 'meeting.people[].name'],
    ['call.kind == "vidio"', 'call.kind can\'t be "vidio"', 13, 'video'],
    ['"vidio" != call.kind', 'call.kind can\'t be "vidio"', 0, 'video'],
    ['call.kind in ["audio", "vidio"]', 'call.kind can\'t be "vidio"', 23, 'video'],
    ['call.caller == null', 'call.caller has several fields. Compare one of them', 0, 'call.caller.id'],
    ['type == "call.missed"', 'Use "on" to select event types, not "if"', 0, undefined],
    ['call.kind > 60', "Can't compare text with a number using >", 0, undefined],
    ['call.kind', 'Must be true or false, not text: compare it with a value', 0, undefined],
    ['call.kind ==', 'The condition ends too early. Complete it', 12, undefined],
  ])('%s', (expression, message, position, suggestion) => {
    expect(problemsOf(expression)).toEqual([suggestion ? { message, position, suggestion } : { message, position }]);
  });
});

describe('a condition that could run too long', () => {
  test.each([
    ['["a", "b"].join("aaaa").size() > 0', "join() isn't supported. Compare the entries instead"],
    [`duration("${'1'.repeat(960)}") == duration("1s")`, "duration() isn't supported. Compare seconds instead"],
    ['session.people.exists(p, duration(p.name) == null)', "duration() isn't supported"],
    ['call.caller.id.lastIndexOf("x") > 1', "lastIndexOf() isn't supported. Use contains"],
    ['call.caller.id.reverse() == "x"', "reverse() isn't supported. Use contains, startsWith, endsWith, lowerAscii"],
    ['"aaaa".matches("(a+)+$")', "matches() isn't supported. Use contains, startsWith or endsWith"],
    ['session.people.exists(p, session.people.exists(q, q.id == p.id))', "isn't supported inside another loop"],
    ['cel.bind(x, call.people, x == x)', 'Unknown name cel'],
    [`${'-'.repeat(900)}1 == 1`, 'Exceeded maxAstNodes'],
    [`${'('.repeat(200)}true${')'.repeat(200)}`, 'Exceeded maxDepth'],
    [`call.kind == "${'x'.repeat(1000)}"`, 'Longer than 1,000 characters'],
  ])('%s', (expression, message) => {
    expect(problemsOf(expression)[0]?.message).toContain(message);
  });
});

test('the session is loaded at most once, and only for a condition that uses it', () => {
  let loads = 0;
  const ask = () => {
    loads++;
    return null;
  };
  const context = createContext(call, ask);
  const [plain, wanting] = [
    compile('call.kind == "audio"'),
    compile('session.peak == null && session.people.size() == 0'),
  ];
  if (!plain.ok || !wanting.ok) throw new Error('does not compile');
  plain.evaluate(context);
  expect([loads, plain.usesSession]).toEqual([0, false]);
  expect(wanting.evaluate(context).matches).toBe(true);
  expect([loads, wanting.usesSession]).toEqual([1, true]);
});

test('names of JavaScript objects are unknown', () => {
  expect(problemsOf('call.constructor == "x"')[0]?.message).toBe('Unknown field call.constructor');
  expect(problemsOf('call.__proto__ == null')).not.toEqual([]);
  expect(problemsOf('process == null')[0]?.message).toBe('Unknown name process');
});

test('compiling and evaluating never throw', () => {
  const pieces = fc.constantFrom(
    ...[
      'call.kind',
      'call',
      'session.people',
      '.exists(p, ',
      'p.name',
      '"x"',
      '1',
      '2.5',
      'null',
      '&&',
      '||',
      '!',
      '-',
    ],
    ...[
      '==',
      '>',
      'in',
      '+',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      ':',
      '?',
      ',',
      '.',
      'size',
      'has',
      '[0]',
      'timestamp(time)',
    ],
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 12 }).map(words => words.join(' ')),
  );
  const event = eventOf('call.missed', { call: fillPart('call', { kind: 'audio' }), time: 'never' });
  fc.assert(
    fc.property(text, expression => {
      const condition = compile(expression);
      if (condition.ok) expect(typeof condition.evaluate(createContext(event, noSession)).matches).toBe('boolean');
      else expect(condition.problems.length).toBeGreaterThan(0);
    }),
    { numRuns: 3000 },
  );
});
