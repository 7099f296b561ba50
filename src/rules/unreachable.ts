/** Finds rules that never decide because earlier rules of the channel always match first. */
import { eventTypeNames } from '../events/types.ts';
import { listAnd } from '../util/lists.ts';
import { plural } from '../util/plural.ts';
import { canMatchOther, coversGlob, expandGlob, patternsOf } from './glob.ts';
import type { RuleBody } from './rule.ts';

/** Each unreachable rule with the earlier rules that decide in its place, in the order of the list. */
type UnreachableRules<Of extends RuleBody> = ReadonlyMap<Of, readonly Of[]>;

/** Maximum number of pattern pairs to compare, about 100 ms. A channel of 100 rules with three types each needs half of them. */
const mostComparisons = 300_000;

/**
 * Finds the rules of one channel that never decide; `rules` are in order. An earlier rule covers a type if it has no
 * condition or an equal one. Paused rules are ignored. In a very long list only the first rules are checked, as many as
 * `most` comparisons allow.
 */
export function findUnreachable<Of extends RuleBody>(
  rules: readonly Of[],
  most = mostComparisons,
): UnreachableRules<Of> {
  let left = most;
  const always = createCoverage<Of>();
  const byCondition = new Map<string, Coverage<Of>>();
  const shadows = new Map<Of, readonly Of[]>();
  const places = new Map(rules.map((rule, place) => [rule, place]));
  for (const rule of rules) {
    if (rule.paused) continue;
    const same = rule.if === undefined ? always : byCondition.getOrInsertComputed(rule.if, createCoverage<Of>);
    left -= patternsOf(rule).length * (eventTypeNames.length + always.globs.size + same.globs.size);
    if (left < 0) break;
    const covering = findCoveringRules(rule, always, same);
    if (covering.size > 0)
      shadows.set(
        rule,
        [...covering].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0)),
      );
    else addCoverage(rule, same);
  }
  return shadows;
}

/** `rule 1 matches the same events first`, `rules 1, 2 and 4 match …`. Numbers start at 1. */
export function formatEarlierRules(numbers: readonly number[]): string {
  const verb = plural(numbers.length, 'matches', 'match');
  return `${plural(numbers.length, 'rule')} ${listAnd(numbers.map(String))} ${verb} the same events first`;
}

/** The types covered so far by rules with one condition, or with none; unknown types by pattern. */
interface Coverage<Of> {
  types: Map<string, Of>;
  names: Map<string, Of>;
  globs: Map<string, Of>;
}

const createCoverage = <Of>(): Coverage<Of> => ({ types: new Map(), names: new Map(), globs: new Map() });

/** The rules that cover everything a rule matches; empty if anything is left for it. */
function findCoveringRules<Of extends RuleBody>(rule: Of, ...coverages: readonly Coverage<Of>[]): ReadonlySet<Of> {
  const covering = new Set<Of>();
  for (const pattern of patternsOf(rule)) {
    const needed = [
      ...expandGlob(pattern).map(type => firstOf(coverages, ({ types }) => types.get(type))),
      ...(canMatchOther(pattern) ? [firstOf(coverages, one => findCover(one, pattern))] : []),
    ];
    for (const earlier of needed) {
      if (earlier === undefined) return new Set();
      covering.add(earlier);
    }
  }
  return covering;
}

const firstOf = <Of>(coverages: readonly Coverage<Of>[], find: (one: Coverage<Of>) => Of | undefined): Of | undefined =>
  coverages.map(find).find(one => one !== undefined);

/** Maximum number of globs to compare with each other. Further ones are ignored, so a rule may stay unreported. */
const mostGlobs = 50;

/** An exact type covers only itself, so it is looked up. Only globs need a scan. */
function findCover<Of>({ names, globs }: Coverage<Of>, pattern: string): Of | undefined {
  return names.get(pattern) ?? [...globs].find(([wider]) => coversGlob(wider, pattern))?.[1];
}

function addCoverage<Of extends RuleBody>(rule: Of, { types, names, globs }: Coverage<Of>): void {
  for (const pattern of patternsOf(rule)) {
    for (const type of expandGlob(pattern)) types.getOrInsert(type, rule);
    if (!canMatchOther(pattern)) continue;
    if (!pattern.includes('*')) names.getOrInsert(pattern, rule);
    else if (globs.size < mostGlobs) globs.getOrInsert(pattern, rule);
  }
}
