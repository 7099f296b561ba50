/** Rules that can never decide, because earlier ones of their channel surely take all that they ask for. */
import { eventTypeNames } from '../events/types.ts';
import { listAnd } from '../util/lists.ts';
import { plural } from '../util/plural.ts';
import { coversGlob, expandGlob, mayTakeOther, patternsOf } from './glob.ts';
import type { RuleBody } from './rule.ts';

/** The earlier rules that decide in its place, each once, in the order of the list. */
export type UnreachableRules<Of extends RuleBody> = ReadonlyMap<Of, readonly Of[]>;

/** Pairs of patterns that are compared at most, some 100 ms; a channel of 100 rules with three types each needs half. */
const mostComparisons = 300_000;

/**
 * Of the rules of one channel in order those that never decide. Only what is sure counts: an earlier rule takes all of a
 * type when it has no condition or the very same one. Paused rules neither take nor are taken from. Of a very long list
 * only the first rules are looked at, as many as `most` comparisons allow.
 */
export function findUnreachable<Of extends RuleBody>(
  rules: readonly Of[],
  most = mostComparisons,
): UnreachableRules<Of> {
  let left = most;
  const always = createTaken<Of>();
  const byCondition = new Map<string, Taken<Of>>();
  const shadows = new Map<Of, readonly Of[]>();
  const places = new Map(rules.map((rule, place) => [rule, place]));
  for (const rule of rules) {
    if (rule.paused) continue;
    const same = rule.if === undefined ? always : byCondition.getOrInsertComputed(rule.if, createTaken<Of>);
    left -= patternsOf(rule).length * (eventTypeNames.length + always.globs.size + same.globs.size);
    if (left < 0) break;
    const takers = takersOf(rule, always, same);
    if (takers.size > 0)
      shadows.set(
        rule,
        [...takers].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0)),
      );
    else take(rule, same);
  }
  return shadows;
}

/** `rule 1 catches the same events first`, `rules 1, 2 and 4 catch …`; numbers as people count them, from 1. */
export function formatEarlierRules(numbers: readonly number[]): string {
  const verb = plural(numbers.length, 'catches', 'catch');
  return `${plural(numbers.length, 'rule')} ${listAnd(numbers.map(String))} ${verb} the same events first`;
}

/** What rules of one condition, or of none, have taken so far, by type and for types in no table by pattern. */
interface Taken<Of> {
  types: Map<string, Of>;
  names: Map<string, Of>;
  globs: Map<string, Of>;
}

const createTaken = <Of>(): Taken<Of> => ({ types: new Map(), names: new Map(), globs: new Map() });

/** Who takes all that a rule asks for; nobody when something is left for it. */
function takersOf<Of extends RuleBody>(rule: Of, ...taken: readonly Taken<Of>[]): ReadonlySet<Of> {
  const takers = new Set<Of>();
  for (const pattern of patternsOf(rule)) {
    const wanted = [
      ...expandGlob(pattern).map(type => firstOf(taken, ({ types }) => types.get(type))),
      ...(mayTakeOther(pattern) ? [firstOf(taken, one => coverOf(one, pattern))] : []),
    ];
    for (const taker of wanted) {
      if (taker === undefined) return new Set();
      takers.add(taker);
    }
  }
  return takers;
}

const firstOf = <Of>(taken: readonly Taken<Of>[], find: (one: Taken<Of>) => Of | undefined): Of | undefined =>
  taken.map(find).find(one => one !== undefined);

/** Globs that are compared with each other; what more of them take isn't sure, and so not said. */
const mostGlobs = 50;

/** A name covers only itself: of many of them not each is tried. */
function coverOf<Of>({ names, globs }: Taken<Of>, pattern: string): Of | undefined {
  return names.get(pattern) ?? [...globs].find(([wider]) => coversGlob(wider, pattern))?.[1];
}

function take<Of extends RuleBody>(rule: Of, { types, names, globs }: Taken<Of>): void {
  for (const pattern of patternsOf(rule)) {
    for (const type of expandGlob(pattern)) types.getOrInsert(type, rule);
    if (!mayTakeOther(pattern)) continue;
    if (!pattern.includes('*')) names.getOrInsert(pattern, rule);
    else if (globs.size < mostGlobs) globs.getOrInsert(pattern, rule);
  }
}
