/** Mentions as people type them. */
import { findDescriptor } from '../../platforms/index.ts';
import type { RuleBody } from '../../rules/rule.ts';
import { shortLabel } from '../reply/build-reply.ts';

const selectName = 'Select a name from the list that opens when you type @.';

/**
 * Describes a name in a command that the platform of this channel or workspace didn't replace by an ID, as it does with a
 * selected one. Null for other text, and where names can't be selected.
 */
export function describeUnknownName(
  address: string,
  typed: string,
  mayBeGroup: boolean,
  fix = selectName,
): string | null {
  const groupWord = findDescriptor(address)?.groupWord;
  if (groupWord === undefined || !typed.startsWith('@')) return null;
  const kind = mayBeGroup ? `person or ${groupWord}` : 'person';
  return `There’s no ${kind} called ${shortLabel(typed, 40)} here. ${fix}`;
}

/** Converts a typed mention to the syntax of the channel's platform. Returns other text unchanged, for its check. */
export function readMention(channel: string, typed: string): string {
  return findDescriptor(channel)?.readMention(typed) ?? typed;
}

/**
 * The mention check of the channel's platform. The problem names the ways to type a mention in chat, which differ from the
 * syntax in a file. In a form's field, no list of names opens.
 */
export function checkMentionIn(
  channel: string,
  isForm: boolean,
): (mention: string) => { ok: true } | { ok: false; problem: string } {
  const descriptor = findDescriptor(channel);
  const fix = isForm ? `Use ${descriptor?.mentionHint}.` : selectName;
  const otherFix = isForm
    ? fix
    : `Use @here. For a person or a ${descriptor?.groupWord}, select a name from the list that opens when you type @.`;
  return mention => {
    const checked = descriptor?.checkMention(mention) ?? { ok: true };
    if (checked.ok) return checked;
    if (descriptor?.groupWord === undefined) return checked;
    const unknownName = describeUnknownName(channel, mention, true, fix);
    return { ok: false, problem: unknownName ?? `I can’t mention “${shortLabel(mention, 40)}”. ${otherFix}` };
  };
}

/** All mentions of a rule, those of its escalation included. */
export function mentionsOf({ mention = [], escalate }: RuleBody): string[] {
  return [...mention, ...(escalate?.mention ?? [])];
}
