import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Event } from '../../src/events/event.ts';
import { compile } from '../../src/rules/condition/condition.ts';
import { createContext } from '../../src/rules/condition/condition-context.ts';
import { explain } from '../../src/rules/explain.ts';
import { matchesType, patternsOf } from '../../src/rules/glob.ts';
import { buildIndex } from '../../src/rules/match.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { callOf, eventOf, events, noSession, ruleBodies, rulesOf } from './arbitrary-rules.ts';

/** The definition: every channel, every rule, in order. */
function naive(rules: readonly Rule[], event: Event): Map<string, Rule> {
  const decided = new Map<string, Rule>();
  for (const rule of rules.toSorted((a, b) => a.position - b.position)) {
    if (rule.paused) continue;
    const condition = rule.if === undefined ? null : compile(rule.if);
    const holds = condition === null || (condition.ok && condition.evaluate(createContext(event, noSession)).matches);
    if (!decided.has(rule.channel) && matchesType(patternsOf(rule), event.type) && holds)
      decided.set(rule.channel, rule);
  }
  return decided;
}

const channels = ['slack:T1/C1', 'slack:T1/C2', 'discord:1/2'];
const ruleSets = fc
  .array(fc.array(ruleBodies, { maxLength: 6 }), { minLength: 1, maxLength: channels.length })
  .map(lists => lists.flatMap((bodies, at) => rulesOf(channels[at] ?? '', ...bodies)))
  .chain(rules => fc.shuffledSubarray(rules, { minLength: rules.length }));

test('the index decides like a walk over all rules, and the explanation agrees', async () => {
  await fc.assert(
    fc.asyncProperty(ruleSets, events, async (rules, event) => {
      const decisions = buildIndex(rules).decide(event, noSession);
      expect(new Map(decisions.map(({ channel, rule }) => [channel, rule]))).toEqual(naive(rules, event));
      for (const channel of channels) {
        const own = rules.filter(rule => rule.channel === channel);
        const { outcome, rule, steps } = await explain(event, own, noSession);
        const decision = decisions.find(made => made.channel === channel);
        expect([outcome, rule]).toEqual([decision?.do ?? 'nothing', decision?.rule ?? null]);
        expect(steps).toHaveLength(own.length);
      }
    }),
    { numRuns: 300 },
  );
});

test('the first matching rule decides, separately in each channel', () => {
  const index = buildIndex([
    ...rulesOf(
      'slack:T1/C1',
      { on: 'call.missed', if: 'call.kind == "video"' },
      { on: 'call.*', do: 'ignore' },
      { on: '*' },
    ),
    ...rulesOf('slack:T1/C2', { on: '*' }),
  ]);
  const decisions = index.decide(callOf({ kind: 'audio' }), noSession);
  expect(new Map(decisions.map(({ rule, do: what }) => [rule.id, what]))).toEqual(
    new Map([
      ['slack:T1/C1#1', 'ignore'],
      ['slack:T1/C2#0', 'post'],
    ]),
  );
  const only = index.decide(callOf({ kind: 'video' }), noSession, channel => channel === 'slack:T1/C1');
  expect(only.map(({ rule }) => rule.id)).toEqual(['slack:T1/C1#0']);
});

test('an event is checked only against the rules for its type', () => {
  const many = Array.from({ length: 10_000 }, (_, at) => ({
    ...{ id: `${at}`, channel: `slack:T1/C${at}`, position: 0, do: 'post' as const },
    on: at < 5 ? 'call.missed' : at < 10 ? ['*.missed', 'call.m*'] : at % 2 === 0 ? 'message.*' : 'other.*',
  }));
  const index = buildIndex(many);
  expect(index.rulesFor('call.missed').map(rule => rule.id)).toEqual(many.slice(0, 10).map(rule => rule.id));
  expect(index.decide(callOf({}), noSession)).toHaveLength(10);
});

test('unknown triggers match by name and by globs, in the order of the list', () => {
  const rules = rulesOf('slack:T1/C1', { on: 'other.foo', do: 'ignore' }, { on: 'other.*' }, { on: '*' });
  const index = buildIndex(rules.toReversed());
  expect(index.rulesFor('other.foo').map(rule => rule.position)).toEqual([0, 1, 2]);
  expect(index.decide(eventOf('other.bar'), noSession).map(({ rule }) => rule.position)).toEqual([1]);
});

test('a rule with an invalid condition never matches and is listed as broken', () => {
  const index = buildIndex(rulesOf('slack:T1/C1', { on: '*', if: 'call.gone == 1' }, { on: '*', do: 'ignore' }));
  expect(index.decide(callOf({}), noSession).map(({ rule }) => rule.position)).toEqual([1]);
  expect(index.broken.map(({ rule }) => rule.position)).toEqual([0]);
});

test('a paused rule decides nothing, and the explanation says so', async () => {
  const rules = rulesOf('slack:T1/C1', { on: '*', paused: true }, { on: '*', do: 'ignore' });
  expect(
    buildIndex(rules)
      .decide(callOf({}), noSession)
      .map(({ rule }) => rule.position),
  ).toEqual([1]);
  expect((await explain(callOf({}), rules, noSession)).steps[0]).toMatchObject({
    result: 'no match',
    reason: 'rule is paused',
  });
});

test('the session is needed only for types with a rule that uses it', () => {
  const index = buildIndex(rulesOf('slack:T1/C1', { on: 'meeting.*', if: 'session.peak > 2' }, { on: 'call.*' }));
  expect([index.needsSession('meeting.ended'), index.needsSession('call.missed')]).toEqual([true, false]);
});

test('the explanation in words', async () => {
  const rules = rulesOf(
    'slack:T1/C1',
    { on: ['meeting.*', 'recording.ready'] },
    { on: 'call.missed', if: 'call.caller.name == "Ada" && (call.kind == "video" || call.duration > 60)' },
    { on: 'call.missed', if: 'call.people.exists(p, p.name == "Ada")' },
    { on: 'call.*', if: 'call.gone == 1' },
    { on: 'call.*', do: 'ignore' },
    { on: '*' },
  );
  const event = callOf({ kind: 'audio', caller: { id: null, name: 'Ada' }, people: [] });
  const explanation = await explain(event, rules, noSession);
  expect(explanation).toMatchObject({ outcome: 'ignore', rule: { position: 4 } });
  expect(explanation.steps.map(({ result, reason }) => `${result}: ${reason}`)).toEqual([
    'no match: different event type',
    'no match: call.kind is "audio", so call.kind == "video" is false; call.duration is missing, so call.duration > 60 couldn\'t be evaluated',
    'no match: call.people has 0 entries, so call.people.exists(p, p.name == "Ada") is false',
    expect.stringContaining('no match: condition is invalid: Unknown field "call.gone". Use call.id, '),
    'matched: event is call.missed',
    'not checked: rule 5 matched first',
  ]);
  expect(await explain(event, rules.slice(0, 1), noSession)).toMatchObject({ outcome: 'nothing', rule: null });
});
