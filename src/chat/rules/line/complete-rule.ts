/** Completes a rule that is being typed. */

import { eventTypeNames, eventTypes } from '../../../events/types.ts';
import { suggestedNames } from '../../../operations/template-names.ts';
import type { Choice } from '../../../platforms/chat-protocol.ts';
import type { RuleBody } from '../../../rules/rule.ts';
import type { ChatContext } from '../../command.ts';
import { shortLabel } from '../../reply/build-reply.ts';
import { keywords, parseRuleLine } from './parse-rule-line.ts';

/** Offers whole lines, each with its last word completed. Lines that exceed a platform's limit for choices get none. */
export async function completeRuleLine(words: string, { core, channel }: ChatContext): Promise<readonly Choice[]> {
  const last = words.split(/\s/).at(-1) ?? '';
  const before = words.slice(0, words.length - last.length);
  const previous = before.trim().split(/\s+/).at(-1) ?? '';
  const offered = await offer(previous, before, last, async () => {
    const { on = '*' } = parseRuleLine(before, mention => mention).rule as Partial<RuleBody>;
    return suggestedNames({ on }, await core.loadTemplates(core.database.db, channel), core.builtins);
  });
  return offered
    .filter(word => word.startsWith(last))
    .map(word => ({ label: `${before}${word}`, value: `${before}${word}`, ...describe(word) }))
    .filter(({ value }) => value.length <= 60)
    .slice(0, 25);
}

const values: Readonly<Record<string, readonly string[]>> = {
  do: ['post', 'ignore'],
  mention: ['@here'],
  if: [],
  at: [],
};

/** Keywords that can be typed, but aren't offered until they have an effect. */
const withoutEffect: ReadonlySet<string> = new Set(['show', 'urgent', 'digest', 'escalate']);

async function offer(
  previous: string,
  before: string,
  last: string,
  templates: () => Promise<string[]>,
): Promise<readonly string[]> {
  if (previous === 'template') return templates();
  if (Object.hasOwn(values, previous)) return values[previous] ?? [];
  // A rule begins with a type. After a type, a word with a dot is another type, and any other word a keyword.
  if (before.trim() === '') return ['*', ...eventTypeNames];
  const open = keywords.filter(word => !withoutEffect.has(word) && !before.split(/\s+/).includes(word));
  return last.includes('.') ? eventTypeNames : open;
}

function describe(word: string): { description?: string } {
  const type = Object.hasOwn(eventTypes, word) ? eventTypes[word as keyof typeof eventTypes] : null;
  return type ? { description: shortLabel(type.meaning) } : {};
}
