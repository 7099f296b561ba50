/** Notes on a valid rule for the person who is about to save it. */
import { describeFieldsWithoutEffect } from '../../callboard-yaml/fields-without-effect.ts';
import { formatRedundant, patternsOf } from '../../rules/glob.ts';
import type { Rule } from '../../rules/rule.ts';
import { findUnreachable } from '../../rules/unreachable.ts';
import { listAnd } from '../../util/lists.ts';

/** Sentences of one kind that are said; of more only how many. */
const most = 5;

/** One sentence each; `rules` is the channel's list with the rule in it. */
export function ruleWarnings(rule: Rule, rules: readonly Rule[]): string[] {
  const shadows = findUnreachable(rules);
  const takers = shadows.get(rule);
  const idled = rules.filter(other => shadows.get(other)?.includes(rule));
  return [
    ...fewOf(formatRedundant(patternsOf(rule))),
    ...(takers ? [`This rule would never match: ${takersWords(takers.map(numberOf))}. Move it up.`] : []),
    ...(idled.length > 0 ? [`${idledWords(idled.map(numberOf))}.`] : []),
    ...describeFieldsWithoutEffect(rule).map(sentence => `${sentence}.`),
  ];
}

/** For the list: why a rule can never match; null for a rule that can. */
export function idleWords(rules: readonly Rule[]): (rule: Rule) => string | null {
  const shadows = findUnreachable(rules);
  return rule => {
    const takers = shadows.get(rule);
    return takers ? `never matches: ${takersWords(takers.map(numberOf))}` : null;
  };
}

const numberOf = ({ position }: Rule) => position + 1;

function idledWords(numbers: readonly number[]): string {
  const [first] = numbers;
  if (numbers.length === 1) return `Rule ${first} would stop matching: this rule catches its events first`;
  const shown = listAnd(numbers.slice(0, most).map(String));
  const more = numbers.length > most ? ` and ${numbers.length - most} more` : '';
  return `Rules ${shown}${more} would stop matching: this rule catches their events first`;
}

/** `rules 1, 2, and 4 catch the same events first` */
function takersWords(numbers: readonly number[]): string {
  const all = listAnd(numbers.map(String));
  return numbers.length === 1
    ? `rule ${all} catches the same events first`
    : `rules ${all} catch the same events first`;
}

function fewOf(sentences: readonly string[]): string[] {
  const more = sentences.length - most;
  return [...sentences.slice(0, most).map(one => `${one}.`), ...(more > 0 ? [`${more} more like this.`] : [])];
}
