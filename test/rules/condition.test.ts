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

const example = 'Compare one of them, for example call.kind == "audio"';
const loop = 'exists(p, p.name == "Ann")';

describe('an impossible condition', () => {
  test.each([
    ['call.nme == "x"', 'Unknown field "call.nme"', 5, 'call.caller.name'],
    ['call.kin == "x"', 'Unknown field "call.kin"', 5, 'call.kind'],
    [
      'meeting.room == "x"',
      'Unknown field "meeting.room". Use meeting.id, meeting.startedAt, meeting.endedAt, meeting.duration, meeting.reason, meeting.error or meeting.people',
      8,
      undefined,
    ],
    ['call.kind == "video" and call.duration > 5', `Didn't understand "and"`, 21, '&&'],
    ['not call.kind == "video"', `Didn't understand "not"`, 0, '!'],
    ['call.kind == "video" tempalte x', `Didn't understand "tempalte"`, 21, undefined],
    ['cal.kind == "x"', 'Unknown name "cal"', 0, 'call'],
    ['duration > 60', 'Unknown name "duration"', 0, 'session.duration'],
    ['call.kind = "audio"', 'Use == to compare, not =', 10, undefined],
    ['meeting.people.exists(p, p.nmae == "x")', 'Unknown field "meeting.people[].nmae"', 27, 'meeting.people[].name'],
    ['call.kind == "vidio"', 'call.kind can\'t be "vidio"', 13, 'video'],
    ['"vidio" != call.kind', 'call.kind can\'t be "vidio"', 0, 'video'],
    ['call.kind in ["audio", "vidio"]', 'call.kind can\'t be "vidio"', 23, 'video'],
    ['call.caller == null', 'call.caller has several fields. Compare one of them', 0, 'call.caller.id'],
    ['type == "call.missed"', 'Use "on" to select event types, not "if"', 0, undefined],
    ['call.kind > 60', "Can't compare text with a number using >", 0, undefined],
    ['call.kind', 'Must be true or false, not text: compare it with a value', 0, undefined],
    ['call.kind ==', 'The condition ends too early. Complete it', 12, undefined],
    ['call.kind in "video"', '"in" needs a list on its right', 0, undefined],
    ['call.duration in ["a"]', "Can't find a number in a list of text", 0, undefined],
    ['call.kind in call.people', 'call.people has entries with several fields. Use exists()', 0, undefined],
    ['!call.kind', '! needs a true or false value', 0, undefined],
    ['call.kind + 1 == 2', "Can't use + with text and a number", 0, undefined],
    ['session.people > 3', 'session.people is a list. Use size(session.people)', 0, undefined],
    ['call', `call has several fields. ${example}`, 0, undefined],
    ['call > 3', `call has several fields. ${example}`, 0, undefined],
    [
      'call.kind.startsWith(3)',
      'Use startsWith() on text, with text in quotes: call.caller.name.startsWith("Ann")',
      0,
      undefined,
    ],
    ['size(call.duration) > 1', 'Use size() with one list or text: size(session.people)', 0, undefined],
    ['call.getHours() > 1', 'Use getHours() on a time: timestamp(time).getHours()', 0, undefined],
    ['call.kind && true', '&& needs a comparison on each side', 0, undefined],
    ['(call.kind == "video"', 'Missing closing )', 21, undefined],
    ['[1, 2', 'Missing closing ]', 5, undefined],
    ['call.kind == )', 'Unexpected )', 13, undefined],
    ['call..kind == "a"', 'Expected a name here', 5, undefined],
    ['call.kind == "video', 'Missing closing quote', 13, undefined],
    ['call.kind == “video”', 'Use straight quotes: "', 13, undefined],
    ['call.kind == "\\q"', 'Unknown code after \\. Write \\\\ for a backslash', 14, undefined],
    ['session.people.exists(p, p.name)', 'exists() needs a comparison after the comma', 27, undefined],
    ['session.people.exists(1, true)', `exists() needs a name first, for example ${loop}`, 22, undefined],
    ['call.kind[0] == "a"', '[ ] works only on lists', 0, undefined],
    ['call.exists(x, true)', "call isn't a list", 0, undefined],
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
    ['cel.bind(x, call.people, x == x)', 'Unknown name "cel"'],
    [`${'-'.repeat(900)}1 == 1`, 'Too complex. Use fewer comparisons'],
    [`${'('.repeat(200)}true${')'.repeat(200)}`, 'Too many parentheses or brackets inside each other'],
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
  expect(problemsOf('call.constructor == "x"')[0]?.message).toMatch(
    /^Unknown field "call\.constructor"\. Use call\.id, /,
  );
  expect(problemsOf('call.__proto__ == null')).not.toEqual([]);
  expect(problemsOf('process == null')[0]?.message).toBe('Unknown name "process"');
});

const pieces = fc.constantFrom(
  ...['call.kind', 'call', 'session.people', '.exists(p, ', 'p.name', '"x"', '1', '2.5', 'null', '&&', '||', '!', '-'],
  ...['==', '>', 'in', '+', '(', ')', '[', ']', '{', '}', ':', '?', ',', '.', 'size', 'has', '[0]', 'timestamp(time)'],
);
const conditionText = fc.oneof(
  fc.string(),
  fc.array(pieces, { maxLength: 12 }).map(words => words.join(' ')),
);

test('no problem has a word of the library', () => {
  const words = /dyn|overload|_>|bool\b|double\b|EOF|PAREN|BRACE|BRACKET|DOT|predicate|comprehension|Ternary|maxAst/;
  fc.assert(
    fc.property(conditionText, expression => {
      for (const { message } of problemsOf(expression)) expect(message.replaceAll(/"[^"]*"/g, '')).not.toMatch(words);
    }),
    { numRuns: 3000 },
  );
});

test('compiling and evaluating never throw', () => {
  const event = eventOf('call.missed', { call: fillPart('call', { kind: 'audio' }), time: 'never' });
  fc.assert(
    fc.property(conditionText, expression => {
      const condition = compile(expression);
      if (condition.ok) expect(typeof condition.evaluate(createContext(event, noSession)).matches).toBe('boolean');
      else expect(condition.problems.length).toBeGreaterThan(0);
    }),
    { numRuns: 3000 },
  );
});
