/** Warnings shown before a rule is saved. The rule is valid. */
import { describeFieldsWithoutEffect } from '../../callboard-yaml/fields-without-effect.ts';
import { formatRedundant, patternsOf } from '../../rules/glob.ts';
import type { Rule } from '../../rules/rule.ts';
import { findUnreachable } from '../../rules/unreachable.ts';
import { listAnd } from '../../util/lists.ts';

/** Warnings of one kind listed in full; the rest are only counted. */
const most = 5;

/**
 * Lists the warnings, one sentence each. `rules` is the channel's list with the rule in it. The sentences number the rules as
 * in `now`, the list that people see.
 */
export function ruleWarnings(rule: Rule, rules: readonly Rule[], now: readonly Rule[]): string[] {
  const numberOf = ({ id }: Rule) => now.findIndex(each => each.id === id) + 1;
  const shadows = findUnreachable(rules);
  const earlier = shadows.get(rule);
  const shadowed = rules.filter(other => shadows.get(other)?.includes(rule));
  return [
    ...fewOf(formatRedundant(patternsOf(rule))),
    ...(earlier
      ? [`This rule would never match, because ${describeEarlier(earlier.map(numberOf))}. Move this rule further up.`]
      : []),
    ...(shadowed.length > 0 ? [`${describeShadowed(shadowed.map(numberOf))}.`] : []),
    ...describeFieldsWithoutEffect(rule).map(sentence => `${sentence}.`),
  ];
}

/** Explains for each rule of a list why it can never match; null for a rule that can. */
export function describeUnreachable(rules: readonly Rule[]): (rule: Rule) => string | null {
  const shadows = findUnreachable(rules);
  return rule => {
    const earlier = shadows.get(rule);
    return earlier ? `never matches, because ${describeEarlier(earlier.map(numberOf))}` : null;
  };
}

const numberOf = ({ position }: Rule) => position + 1;

function describeShadowed(numbers: readonly number[]): string {
  const [first] = numbers;
  if (numbers.length === 1) return `Rule ${first} would stop matching, because this rule matches its events first`;
  const shown = listAnd(numbers.slice(0, most).map(String));
  const more = numbers.length > most ? ` and ${numbers.length - most} more` : '';
  return `Rules ${shown}${more} would stop matching, because this rule matches their events first`;
}

/** `rules 1, 2, and 4 match the same events first` */
function describeEarlier(numbers: readonly number[]): string {
  const all = listAnd(numbers.map(String));
  return numbers.length === 1
    ? `rule ${all} matches the same events first`
    : `rules ${all} match the same events first`;
}

function fewOf(sentences: readonly string[]): string[] {
  const more = sentences.length - most;
  return [...sentences.slice(0, most).map(one => `${one}.`), ...(more > 0 ? [`${more} more like this.`] : [])];
}
