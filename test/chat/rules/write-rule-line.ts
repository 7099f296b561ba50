import { keywords } from '../../../src/chat/rules/line/parse-rule-line.ts';
import { patternsOf } from '../../../src/rules/glob.ts';
import type { RuleBody } from '../../../src/rules/rule.ts';

/** Formats a rule as a line that parseRuleLine() reads back. */
export function writeRuleLine(rule: RuleBody): string {
  const write = (word: string) => writeWord(word, [...keywords, 'to']);
  const { template, mention, show, urgent, digest, escalate } = rule;
  const escalated = escalate?.mention?.map(write) ?? [];
  return [
    ...patternsOf(rule).map(write),
    ...(rule.if === undefined ? [] : ['if', rule.if]),
    ...(rule.do === 'ignore' ? ['do ignore'] : []),
    ...(template === undefined ? [] : ['template', write(template)]),
    ...(mention?.length ? ['mention', ...mention.map(write)] : []),
    ...(show === undefined ? [] : ['show', show]),
    ...(urgent ? ['urgent'] : []),
    ...(digest === undefined ? [] : ['digest', digest]),
    ...(escalate ? ['escalate', escalate.after, ...(escalated.length > 0 ? ['to', ...escalated] : [])] : []),
    ...(rule.paused ? ['paused'] : []),
  ].join(' ');
}

/** Quotes a word where it could be misread: with spaces, commas or quotes, empty, or equal to a keyword. */
function writeWord(word: string, keywords: readonly string[]): string {
  return /^[^\s,"]+$/.test(word) && !keywords.includes(word) ? word : JSON.stringify(word);
}
