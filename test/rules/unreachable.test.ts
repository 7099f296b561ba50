import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventTypeNames } from '../../src/events/types.ts';
import { coversGlob, formatRedundant, matchGlob } from '../../src/rules/glob.ts';
import { buildIndex } from '../../src/rules/match.ts';
import { findUnreachable, formatEarlierRules } from '../../src/rules/unreachable.ts';
import { events, noSession, ruleBodies, rulesOf } from './arbitrary-rules.ts';

const channel = 'slack:T1/C1';

/** By number, the numbers of those that decide in its place. */
function shadowsOf(...bodies: Parameters<typeof rulesOf>[1][]): Record<number, number[]> {
  const found = findUnreachable(rulesOf(channel, ...bodies));
  return Object.fromEntries([...found].map(([rule, by]) => [rule.position + 1, by.map(each => each.position + 1)]));
}

test('an unreachable rule decides no event', () => {
  // Fewer conditions than there are rules, so that two often have the same.
  const bodies = fc.array(ruleBodies, { minLength: 2, maxLength: 8 });
  let seen = 0;
  fc.assert(
    fc.property(bodies, fc.array(events, { minLength: 20, maxLength: 20 }), (some, all) => {
      const rules = rulesOf(channel, ...some);
      const shadows = findUnreachable(rules);
      seen += shadows.size;
      for (const event of all) {
        for (const { rule } of buildIndex(rules).decide(event, noSession)) expect(shadows.has(rule)).toBe(false);
      }
    }),
    { numRuns: 300 },
  );
  expect(seen).toBeGreaterThan(0);
});

test('an earlier rule with no condition or an equal one covers a rule; a paused one or one with another condition does not', () => {
  expect(shadowsOf({ on: 'call.*' }, { on: 'call.missed', if: 'call.kind == "video"' })).toEqual({ 2: [1] });
  expect(shadowsOf({ on: '*', if: 'true' }, { on: 'call.missed', if: 'true' })).toEqual({ 2: [1] });
  expect(shadowsOf({ on: '*', if: 'true' }, { on: 'call.missed', if: 'false' }, { on: 'call.ended' })).toEqual({});
  expect(shadowsOf({ on: '*', paused: true }, { on: 'call.missed' })).toEqual({});
  expect(shadowsOf({ on: '*' }, { on: 'call.missed', paused: true })).toEqual({});
  expect(shadowsOf({ on: 'call.missed' }, { on: 'call.*' })).toEqual({});
});

test('several rules together cover a rule, unknown types included', () => {
  expect(shadowsOf({ on: 'call.*' }, { on: 'meeting.*' }, { on: ['meeting.ended', 'call.missed'] })).toEqual({
    3: [1, 2],
  });
  expect(shadowsOf({ on: eventTypeNames }, { on: '*' })).toEqual({});
  expect(shadowsOf({ on: eventTypeNames }, { on: 'other.*' }, { on: '*.failed' })).toEqual({});
  expect(shadowsOf({ on: [...eventTypeNames, 'o*'] }, { on: 'other.new' }, { on: 'other.*' })).toEqual({
    2: [1],
    3: [1],
  });
  expect(formatEarlierRules([2])).toBe('rule 2 matches the same events first');
  expect(formatEarlierRules([1, 2, 4])).toBe('rules 1, 2 and 4 match the same events first');
});

test('only the first rules of a very long list are compared', () => {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const hostile = letters.map(last => ({
    on: letters.flatMap(first => [`o*${first}${last}*`, `o*${last}.${first}*`]),
  }));
  // Compared with all before it, each rule of the second half would be found.
  expect(shadowsOf(...hostile, ...hostile)).toEqual({});

  const many = Array.from({ length: 100 }, () => ({ on: ['call.*', 'other.a*', 'other.b*'] }));
  expect(Object.keys(shadowsOf(...many))).toHaveLength(99);
});

test('a glob covers everything that a covered pattern matches', () => {
  const word = (letters: string) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 6 });
  fc.assert(
    fc.property(word('ab*'), word('ab*'), word('ab'), (wider, glob, text) => {
      if (coversGlob(wider, glob) && matchGlob(glob, text)) expect(matchGlob(wider, text)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('redundant patterns are reported, and the second of two equal ones', () => {
  expect(formatRedundant(['call.missed', 'call.*', 'call.**', 'meeting.ended'])).toEqual([
    "call.missed isn't needed, because call.* matches it too",
    "call.** isn't needed, because call.* matches it too",
  ]);
});
