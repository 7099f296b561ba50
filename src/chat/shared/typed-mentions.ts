/** Mentions as people type them, in the platform's own words. */
import { findDescriptor } from '../../platforms/index.ts';
import { splitAddress } from '../../platforms/platform.ts';
import type { RuleBody } from '../../rules/rule.ts';

/**
 * `@here` is `<!here>` on Slack; `<@U0123|ada>`, as Slack hands on what was typed, is `<@U0123>`. Anything else stays as it
 * is, for the platform's own check.
 */
export function readMention(channel: string, typed: string): string {
  const bare = typed.replace(/^<([^|>]*)\|[^>]*>$/, '<$1>');
  const range = /^@?(here|channel|everyone)$/.exec(bare)?.[1];
  return range && splitAddress(channel).platform === 'slack' ? `<!${range}>` : bare;
}

/** As people read it: `@here`. */
export function showMention(mention: string): string {
  return mention.replace(/^<!(here|channel|everyone)>$/, '@$1');
}

/** The check of the channel's platform. */
export function checkMentionIn(channel: string): (mention: string) => { ok: true } | { ok: false; problem: string } {
  return mention => findDescriptor(channel)?.checkMention(mention) ?? { ok: true };
}

/** Everybody whom a rule may ping, now or later. */
export function mentionsOf({ mention = [], escalate }: RuleBody): string[] {
  return [...mention, ...(escalate?.mention ?? [])];
}
