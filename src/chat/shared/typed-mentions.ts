/** Converts mentions between the form that people type and the platform's own. */
import { findDescriptor } from '../../platforms/index.ts';
import { splitAddress } from '../../platforms/platform.ts';
import type { RuleBody } from '../../rules/rule.ts';

/**
 * Converts a typed mention: `@here` becomes `<!here>` on Slack, and `<@U0123|ada>`, Slack's form of a selected name, becomes
 * `<@U0123>`. Anything else is returned unchanged, for the platform's own check.
 */
export function readMention(channel: string, typed: string): string {
  const bare = typed.replace(/^<([^|>]*)\|[^>]*>$/, '<$1>');
  const range = /^@?(here|channel|everyone)$/.exec(bare)?.[1];
  return range && splitAddress(channel).platform === 'slack' ? `<!${range}>` : bare;
}

/** The mention check of the channel's platform. */
export function checkMentionIn(channel: string): (mention: string) => { ok: true } | { ok: false; problem: string } {
  return mention => findDescriptor(channel)?.checkMention(mention) ?? { ok: true };
}

/** All mentions of a rule, those of its escalation included. */
export function mentionsOf({ mention = [], escalate }: RuleBody): string[] {
  return [...mention, ...(escalate?.mention ?? [])];
}
