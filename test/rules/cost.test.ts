/** A condition's work is known before it runs, and what would take too long isn't run. */
import { describe, expect, test } from 'vitest';
import { fillPart } from '../../src/events/event.ts';
import type { Session } from '../../src/events/session.ts';
import { type Condition, compile } from '../../src/rules/condition/condition.ts';
import { createContext } from '../../src/rules/condition/condition-context.ts';
import { countSteps, mostSteps, mostStepsOfChannel } from '../../src/rules/condition/cost.ts';
import { explain } from '../../src/rules/explain.ts';
import { buildIndex } from '../../src/rules/match.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { makeAttendee, makeSession } from '../messages/samples.ts';
import { eventOf } from './arbitrary-rules.ts';

const event = eventOf('meeting.ended', {
  call: fillPart('call', { kind: 'audio', caller: { id: 'u7', name: null } }),
  message: fillPart('message', { text: 'a long text. '.repeat(5000) }),
});
const meetingOf = (count: number): Session =>
  makeSession({
    people: Array.from({ length: count }, (_, at) => ({ ...makeAttendee(`Person ${at}`), id: `u${at}` })),
  });
const large = meetingOf(10_000);

function compiled(expression: string): Condition {
  const condition = compile(expression);
  if (!condition.ok) throw new Error(condition.problems[0]?.message);
  return condition;
}

const evaluate = (expression: string, session: Session) =>
  compiled(expression).evaluate(createContext(event, () => session));

describe('with 10,000 people', () => {
  test.each([
    ['session.people.exists(p, p.id == "u9999")', true],
    ['session.people.exists(p, p.id == call.caller.id || p.name == "x" || p.name == "y")', true],
    ['session.people.all(p, p.visits > 0)', true],
    ['session.people.filter(p, p.id.startsWith("u1")).map(p, p.id).size() > 1000', true],
    ['session.people.size() > 9999 && call.kind == "audio"', true],
    ['"u77" in session.people.map(p, p.id)', true],
    ['message.text.contains("nothing")', false],
  ])('%s is judged', (expression, matches) => {
    expect(evaluate(expression, large)).toEqual({ matches, error: null });
  });

  test.each([
    'session.people.exists(p, message.text.contains(p.id))',
    'session.people.exists(p, message.text + p.id == "x")',
    'session.people.map(p, session.people + session.people).size() > 0',
    'session.people.exists(p, timestamp(p.joinedAt).getHours("Europe/London") == 3)',
    `session.people.exists(p, ${Array(25).fill('p.seconds > 60').join(' || ')})`,
  ])('%.80s is not run, and says why', expression => {
    const { matches, error, costly } = evaluate(expression, large);
    expect({ matches, costly }).toEqual({ matches: false, costly: true });
    expect(error).toMatch(
      /^needs [\d,]+ steps for this event, more than the 1,500,000 allowed: compare less in loops$/,
    );
    expect(evaluate(expression, meetingOf(3)).costly).toBeUndefined();
  });
});

test.each([
  ['session.people.exists(p, p in session.people)', '"in session.people" isn\'t supported inside a loop'],
  ['session.people.exists(p, p.id in recording.urls)', '"in recording.urls" isn\'t supported inside a loop'],
  ['session.people.exists(p, session.people.exists(q, q.id == p.id))', "exists() isn't supported inside another loop"],
  ['session.people.exists(p, p.name.matches("(a+)+$"))', "matches() isn't supported"],
  ['cel.bind(x, "a", x + x == "aa")', 'Unknown name cel'],
])('%s is not saved: %s', (expression, message) => {
  const condition = compile(expression);
  expect(condition.ok ? [] : condition.problems.map(problem => problem.message).join()).toContain(message);
});

test('the steps grow linearly with the list', () => {
  const steps = (expression: string, count: number) =>
    countSteps(
      compiled(expression).ast,
      createContext(event, () => meetingOf(count)),
    );
  for (const expression of [
    'session.people.exists(p, p.id == call.caller.id)',
    'session.people.map(p, p.id).size() > 1',
  ]) {
    expect(steps(expression, 2000) / steps(expression, 1000)).toBeCloseTo(2, 1);
  }
  const square = 'session.people.exists(p, session.people == [p])';
  if (compile(square).ok) expect(steps(square, 2000) / steps(square, 1000)).toBeCloseTo(4, 1);
});

/** People whose entries count how often they are read. */
function countReads(count: number): { session: Session; reads: () => number } {
  let reads = 0;
  const get = <Of extends object>(of: Of, name: string | symbol) => {
    if (typeof name === 'string') reads += 1;
    return Reflect.get(of, name);
  };
  const people = meetingOf(count).people.map(person => new Proxy<typeof person>(person, { get }));
  return { session: makeSession({ people }), reads: () => reads };
}

test.each([
  'session.people.exists(p, p.id == "none")',
  'session.people.filter(p, p.name.contains("x") || p.id == "y").size() > 3',
  'session.people.map(p, p.id + p.name).exists(n, n == "x")',
  'session.people.exists(p, p.seconds > 60 || p.visits > 5 || p.name.lowerAscii() == "q")',
  'session.people.all(p, [p.id, p.name, p.id] != ["a"])',
])('%s reads no more entries than it has steps', expression => {
  for (const count of [0, 1, 10, 300]) {
    const { session, reads } = countReads(count);
    const condition = compiled(expression);
    const steps = countSteps(
      condition.ast,
      createContext(event, () => session),
    );
    const before = reads();
    condition.evaluate(createContext(event, () => session));
    // Each read is three of these: the value, and its type twice.
    expect(reads() - before).toBeLessThanOrEqual(3 * steps);
  }
});

describe('the conditions of one channel share a budget', () => {
  const heavy = `session.people.exists(p, ${Array.from({ length: 12 }, (_, n) => `p.id == "none${n}"`).join(' || ')})`;
  const ruleAt = (position: number, channel: string, condition?: string): Rule => ({
    id: `${channel}-${position}`,
    channel,
    position,
    on: '*',
    do: 'post',
    ...(condition !== undefined && { if: condition }),
  });
  const rules = [
    ...Array.from({ length: 20 }, (_, at) => ruleAt(at, 'slack:T1/C1', heavy)),
    ruleAt(20, 'slack:T1/C1', 'call.kind == "audio"'),
    ruleAt(0, 'slack:T1/C2', 'session.people.exists(p, p.id == "u9999")'),
  ];

  test('once it is used up, costly conditions fail, cheap ones decide, and other channels have their own budget', () => {
    const decisions = buildIndex(rules).decide(event, () => large);
    expect(decisions.map(({ rule }) => rule.id)).toEqual(['slack:T1/C2-0', 'slack:T1/C1-20']);
  });

  test('with a pause after each costly one, so that other work runs in between', async () => {
    const index = buildIndex(rules);
    let pauses = 0;
    const pause = async () => {
      pauses += 1;
    };
    const decisions = await index.decideInSlices(event, () => large, { pause });
    expect(decisions).toEqual(index.decide(event, () => large));
    const each = countSteps(
      compiled(heavy).ast,
      createContext(event, () => large),
    );
    // And one for the other channel.
    expect(pauses).toBe(Math.floor(mostStepsOfChannel / each) + 1);
  });

  test('the explanation says so and agrees', () => {
    const { steps, rule } = explain(event, rules.slice(0, 21), () => large);
    expect(rule?.position).toBe(20);
    const unjudged = steps.filter(({ reason }) => reason.includes('steps for this event'));
    const each = countSteps(
      compiled(heavy).ast,
      createContext(event, () => large),
    );
    expect(each).toBeLessThan(mostSteps);
    expect(20 - unjudged.length).toBe(Math.floor(mostStepsOfChannel / each));
  });
});
