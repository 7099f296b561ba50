/** Describes a rule in plain words. */
import { code, type InlineText, inlines, named } from '../messages/build-blocks.ts';
import type { Inline } from '../messages/message.ts';
import { writeDuration } from '../messages/times.ts';
import { patternsOf } from '../rules/glob.ts';
import type { RuleBody } from '../rules/rule.ts';
import { parseDuration } from '../util/duration.ts';

/** Describes a rule: Post `call.missed` if `call.kind == "video"`, mention `@here`. */
export function describeRule(rule: RuleBody): Inline[] {
  const on = patternsOf(rule).flatMap((pattern, at) => [
    ...(at > 0 ? [', '] : []),
    ...(pattern === '*' ? ['all events (', code('*'), ')'] : [code(pattern)]),
  ]);
  const condition = rule.if === undefined ? [] : [' if ', code(rule.if)];
  const verb = rule.do === 'post' ? 'Post ' : 'Ignore ';
  return inlines([...(rule.paused ? ['Paused · '] : []), verb, ...on, ...condition, ...describeOptions(rule)]);
}

/** Describes a rule as plain text, for labels. */
export function describeRuleAsText(rule: RuleBody): string {
  return describeRule(rule)
    .map(part => ('text' in part ? part.text : ''))
    .join('');
}

function describeOptions(rule: RuleBody): Exclude<InlineText, string> {
  if (rule.do === 'ignore') return [];
  const { template, mention = [], show, urgent, digest, escalate } = rule;
  return [
    { post: '', thread: ', reply in thread', card: ', live card' }[show ?? 'post'],
    ...(template === undefined ? [] : [', template ', code(template)]),
    ...describeMentions(', mention ', mention),
    ...(urgent ? [', urgent'] : []),
    ...(digest === undefined ? [] : [`, digest every ${writeSpan(digest)}`]),
    ...(escalate
      ? [', escalate', ...describeMentions(' to ', escalate.mention ?? []), ` after ${writeSpan(escalate.after)}`]
      : []),
  ];
}

/** `10m` -> `10 min` */
function writeSpan(duration: string): string {
  const milliseconds = parseDuration(duration);
  return milliseconds === null ? duration : writeDuration(milliseconds / 1000);
}

function describeMentions(before: string, mentions: readonly string[]): Exclude<InlineText, string> {
  return mentions.flatMap((mention, at) => [at === 0 ? before : ' ', named(mention, showMention(mention))]);
}

/** Converts a mention to the form that people read: `@here`. */
export function showMention(mention: string): string {
  return mention.replace(/^<!(here|channel|everyone)>$/, '@$1');
}
