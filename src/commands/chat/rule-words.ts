/** A rule in plain words. */
import type { Inline } from '../../messages/message.ts';
import { patternsOf } from '../../rules/glob.ts';
import type { RuleBody } from '../../rules/rule.ts';
import { showMention } from './mention.ts';
import { code, inlines, type Words } from './say.ts';

/** `call.missed` when `call.kind == "video"`: posted, mentions `@here`. */
export function ruleWords(rule: RuleBody): Inline[] {
  const on = patternsOf(rule).flatMap((pattern, at) => [...(at > 0 ? [', '] : []), code(pattern)]);
  const condition = rule.if === undefined ? [] : [' when ', code(rule.if)];
  return inlines([...(rule.paused ? ['Paused: '] : []), ...on, ...condition, ': ', ...actWords(rule)]);
}

/** The same as plain text, for labels. */
export function ruleText(rule: RuleBody): string {
  return ruleWords(rule)
    .map(part => ('text' in part ? part.text : ''))
    .join('');
}

function actWords(rule: RuleBody): Exclude<Words, string> {
  if (rule.do === 'ignore') return ['ignored'];
  const { template, mention = [], show, urgent, digest, escalate } = rule;
  return [
    { post: 'posted', thread: "posted in its session's thread", card: "shown on its session's card" }[show ?? 'post'],
    ...(template === undefined ? [] : [' with template ', code(template)]),
    ...mentionWords(', mentions ', mention),
    ...(urgent ? [', urgent'] : []),
    ...(digest === undefined ? [] : [`, gathered for ${digest}`]),
    ...(escalate ? [`, escalated after ${escalate.after}`, ...mentionWords(' to ', escalate.mention ?? [])] : []),
  ];
}

function mentionWords(before: string, mentions: readonly string[]): Exclude<Words, string> {
  return mentions.flatMap((mention, at) => [at === 0 ? before : ' ', code(showMention(mention))]);
}
