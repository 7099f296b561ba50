/** What who makes a rule should know of it before it is saved, though nothing of it is wrong. */
import { notYetActedOn } from '../../rules/file/not-yet.ts';
import { formatNeedless, patternsOf } from '../../rules/glob.ts';
import type { Rule } from '../../rules/rule.ts';
import { findShadows, formatTakers } from '../../rules/shadow.ts';

/** Sentences of one kind that are said; of more only how many. */
const most = 5;

/** One sentence each; `rules` is the channel's list with the rule in it. */
export function notesOn(rule: Rule, rules: readonly Rule[]): string[] {
  const shadows = findShadows(rules);
  const takers = shadows.get(rule);
  const idled = rules.filter(other => shadows.get(other)?.includes(rule));
  return [
    ...fewOf(formatNeedless(patternsOf(rule))),
    ...(takers ? [`It would never decide: ${formatTakers(takers.map(numberOf))}.`] : []),
    ...(idled.length > 0 ? [`With it ${idledWords(idled.map(numberOf))}.`] : []),
    ...notYetActedOn(rule).map(sentence => `${sentence}.`),
  ];
}

/** Why each of the rules that never decide does not, for those that read the list. */
export function idleWords(rules: readonly Rule[]): (rule: Rule) => string | null {
  const shadows = findShadows(rules);
  return rule => {
    const takers = shadows.get(rule);
    return takers ? `never decides: ${formatTakers(takers.map(numberOf))}` : null;
  };
}

const numberOf = ({ position }: Rule) => position + 1;

function idledWords(numbers: readonly number[]): string {
  const [first] = numbers;
  if (numbers.length === 1) return `rule ${first} never decides: nothing is left for it`;
  const shown = numbers.slice(0, most).join(', ');
  const more = numbers.length > most ? ` and ${numbers.length - most} more` : '';
  return `rules ${shown}${more} never decide: nothing is left for them`;
}

function fewOf(sentences: readonly string[]): string[] {
  const more = sentences.length - most;
  return [...sentences.slice(0, most).map(one => `${one}.`), ...(more > 0 ? [`And ${more} more of that kind.`] : [])];
}
