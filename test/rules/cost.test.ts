/** A condition's work is known before it runs, and what would take too long isn't run. */
import { describe, expect, test } from 'vitest';
import { fillPart } from '../../src/events/event.ts';
import type { Session } from '../../src/events/session.ts';
import { type Condition, compile } from '../../src/rules/condition/condition.ts';
import { createContext } from '../../src/rules/condition/condition-context.ts';
import { countSteps, mostSteps, mostStepsOfChannel } from '../../src/rules/condition/cost.ts';
import { explain } from '../../src/rules/explain.ts';
import { buildIndex, manySteps } from '../../src/rules/match.ts';
import { type Rule, ruleBounds } from '../../src/rules/rule.ts';
import { makeAttendee, makeSession } from '../messages/samples.ts';
import { eventOf, rulesOf } from './arbitrary-rules.ts';

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
  ])('%s is not run, and says why', expression => {
    const { matches, error, costly } = evaluate(expression, large);
    expect({ matches, costly }).toEqual({ matches: false, costly: true });
    expect(error).toBe('is too complex for this event. Use fewer loops, or search for shorter texts');
    expect(evaluate(expression, meetingOf(3)).costly).toBeUndefined();
  });
});

test.each([
  ['session.people.exists(p, p in session.people)', '"in session.people" isn\'t supported inside a loop'],
  ['session.people.exists(p, p.id in recording.urls)', '"in recording.urls" isn\'t supported inside a loop'],
  ['session.people.exists(p, session.people.exists(q, q.id == p.id))', "exists() isn't supported inside another loop"],
  ['session.people.exists(p, p.name.matches("(a+)+$"))', "matches() isn't supported"],
  ['cel.bind(x, "a", x + x == "aa")', 'Unknown name "cel"'],
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
  // A list that is read in a loop.
  const square = 'session.people.exists(p, session.people == [p])';
  expect(steps(square, 2000) / steps(square, 1000)).toBeCloseTo(4, 1);
});

describe('a search costs the text times the searched text', () => {
  /** A search compares at most each character with each; 100 comparisons take about the time of a step. */
  const leastSteps = (text: number, searched: number) => (text * searched) / 100;
  const sent = (text: string) => eventOf('message.sent', { message: fillPart('message', { text }) });
  const people = (...names: string[]) => makeSession({ people: names.map(name => makeAttendee(name)) });

  test.each([
    [1, 900],
    [4000, 900],
    [34_000, 10],
    [34_000, 250],
    [34_000, 900],
    [200_000, 900],
  ])('a text of %i characters for %i characters', (length, searched) => {
    const context = createContext(sent('a'.repeat(length)), () => null);
    const steps = countSteps(compiled(`message.text.contains("${'b'.repeat(searched)}")`).ast, context);
    expect(steps).toBeGreaterThan(leastSteps(length, searched));
  });

  test.each([
    ['session.people.exists(p, message.text.contains(p.name))', (name: number, text: number) => text * name],
    ['session.people.exists(p, p.name.contains(message.text))', (name: number, text: number) => text * name],
    ['session.people.exists(p, p.name.contains(p.name))', (name: number) => name * name],
    [
      'session.people.map(p, p.name + p.name).exists(n, message.text.contains(n))',
      (n: number, text: number) => 2 * n * text,
    ],
    ['session.people.filter(p, p.name != "").exists(p, ("x" + p.name).contains(p.name.trim()))', (n: number) => n * n],
  ])('%s, with one long name among short ones', (expression, compared) => {
    const names = ['Ann', 'n'.repeat(3000), 'Bo'];
    const context = createContext(sent('a'.repeat(2000)), () => people(...names));
    const least = names.reduce((sum, { length }) => sum + compared(length, 2000), 0) / 100;
    expect(countSteps(compiled(expression).ast, context)).toBeGreaterThan(least);
  });

  test('size counts letter by letter', () => {
    const context = createContext(sent('a'.repeat(10_000)), () => null);
    expect(countSteps(compiled('message.text.size() > 3').ast, context)).toBeGreaterThan(10_000 / 2);
    expect(countSteps(compiled('size(message.text) > 3').ast, context)).toBeGreaterThan(10_000 / 2);
  });

  test('usual searches stay far below the bound', () => {
    const context = createContext(sent('word '.repeat(40_000)), () => large);
    for (const expression of [
      'message.text.contains("a person in need of help")',
      'session.people.exists(p, p.name.contains("Person 9999"))',
      'session.people.exists(p, p.name.contains(p.id))',
    ]) {
      expect(countSteps(compiled(expression).ast, context)).toBeLessThan(mostSteps / 3);
    }
  });

  describe('the most rules of a channel', () => {
    const searched = 900;
    const text = 34_000;
    const event = sent('a'.repeat(text));
    const rules = rulesOf(
      'slack:T1/C1',
      ...Array.from({ length: ruleBounds.rules }, (_, at) => ({
        on: '*',
        if: `message.text.contains("${'a'.repeat(searched)}b${at}")`,
      })),
    );

    test('compare no more than the budget of the channel', async () => {
      const { steps } = await explain(event, rules, () => null);
      const run = steps.filter(({ reason }) => !reason.includes('too complex for this event'));
      expect(run.length).toBeGreaterThan(0);
      expect(run.length * leastSteps(text, searched)).toBeLessThan(mostStepsOfChannel);
    });

    test('pause between the rules of an explanation', async () => {
      let pauses = 0;
      const pause = async () => {
        pauses += 1;
      };
      await explain(event, rules, () => null, pause);
      expect(pauses).toBe(rules.length);
    });
  });

  test('rules with few steps each pause once they have many together', async () => {
    const event = sent('a'.repeat(34_000));
    const condition = 'message.text.contains("b")';
    const rules = rulesOf(
      'slack:T1/C1',
      ...Array.from({ length: ruleBounds.rules }, () => ({ on: '*', if: condition })),
    );
    const each = countSteps(
      compiled(condition).ast,
      createContext(event, () => null),
    );
    let pauses = 0;
    const pause = async () => {
      pauses += 1;
    };
    await buildIndex(rules).decideInSlices(event, () => null, { pause });
    expect(each).toBeLessThan(manySteps / 2);
    expect(pauses).toBe(Math.floor(rules.length / Math.ceil((manySteps + 1) / each)));
  });
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

  test('the explanation says so and agrees', async () => {
    const { steps, rule } = await explain(event, rules.slice(0, 21), () => large);
    expect(rule?.position).toBe(20);
    const unjudged = steps.filter(({ reason }) => reason.includes('too complex for this event'));
    const each = countSteps(
      compiled(heavy).ast,
      createContext(event, () => large),
    );
    expect(each).toBeLessThan(mostSteps);
    expect(20 - unjudged.length).toBe(Math.floor(mostStepsOfChannel / each));
  });
});

describe('a condition without loops or functions', () => {
  const long = eventOf('message.sent', {
    message: fillPart('message', { text: `${'a'.repeat(480_000)}1`, conversation: `${'a'.repeat(480_000)}2` }),
  });
  const run = (expression: string, budget: { left: number }) =>
    compiled(expression).evaluate(
      createContext(long, () => null),
      budget,
    );
  const repeated = (part: string) => Array.from({ length: 20 }, () => part).join(' || ');

  test.each([
    'message.text == "a"',
    'message.text < message.conversation',
    'message.text in [message.conversation]',
    '1 / 0 == 1',
    '[1][5] == 1',
    'message.id == "a" ? true : false',
  ])('uses up steps: %s', expression => {
    const budget = { left: mostStepsOfChannel };
    run(expression, budget);
    expect(budget.left).toBeLessThan(mostStepsOfChannel);
  });

  test.each(['message.text < message.conversation', 'message.text in [message.conversation]'])(
    'is refused when it compares long texts too often: %s',
    part => {
      expect(run(repeated(part), { left: mostStepsOfChannel })).toMatchObject({
        matches: false,
        error: expect.stringContaining('too complex'),
      });
    },
  );

  test('pauses when many rules fail', async () => {
    const rules = Array.from({ length: ruleBounds.rules }, () => ({ on: '*', if: repeated('1 / 0 == 1') }));
    let pauses = 0;
    const pause = async () => void pauses++;
    await buildIndex(rulesOf('slack:T1/C1', ...rules)).decideInSlices(long, () => null, { pause });
    expect(pauses).toBeGreaterThan(1);
  });
});
