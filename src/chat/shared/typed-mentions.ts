/** Mentions as people type them. */
import { findDescriptor } from '../../platforms/index.ts';
import type { RuleBody } from '../../rules/rule.ts';

/** Converts a typed mention to the syntax of the channel's platform. Returns other text unchanged, for its check. */
export function readMention(channel: string, typed: string): string {
  return findDescriptor(channel)?.readMention(typed) ?? typed;
}

/** The mention check of the channel's platform. */
export function checkMentionIn(channel: string): (mention: string) => { ok: true } | { ok: false; problem: string } {
  return mention => findDescriptor(channel)?.checkMention(mention) ?? { ok: true };
}

/** All mentions of a rule, those of its escalation included. */
export function mentionsOf({ mention = [], escalate }: RuleBody): string[] {
  return [...mention, ...(escalate?.mention ?? [])];
}
