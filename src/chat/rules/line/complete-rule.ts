/** What a rule that is being typed may go on with. */

import { eventTypeNames, eventTypes } from '../../../events/types.ts';
import { suggestedNames } from '../../../operations/template-names.ts';
import type { Choice } from '../../../platforms/chat-protocol.ts';
import type { RuleBody } from '../../../rules/rule.ts';
import type { ChatContext } from '../../command.ts';
import { shortLabel } from '../../reply/build-reply.ts';
import { keywords, parseRuleLine } from './parse-rule-line.ts';

/** Each choice is the whole line with its last word completed. A platform's choice has 75 characters: longer lines have none. */
export async function completeRuleLine(words: string, { core, channel }: ChatContext): Promise<readonly Choice[]> {
  const last = /\S*$/.exec(words)?.[0] ?? '';
  const before = words.slice(0, words.length - last.length);
  const previous = before.trim().split(/\s+/).at(-1) ?? '';
  const offered = await offer(previous, before, last, async () => {
    const { on = '*' } = parseRuleLine(before, typed => typed).rule as Partial<RuleBody>;
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

/** These can be typed, but aren't offered until they work. */
const withoutEffect: ReadonlySet<string> = new Set(['show', 'urgent', 'digest', 'escalate']);

async function offer(
  previous: string,
  before: string,
  last: string,
  templates: () => Promise<string[]>,
): Promise<readonly string[]> {
  if (previous === 'template') return templates();
  if (Object.hasOwn(values, previous)) return values[previous] ?? [];
  // What begins a rule is a type; after one, a keyword is the likelier the less is typed.
  if (before.trim() === '') return ['*', ...eventTypeNames];
  const open = keywords.filter(word => !withoutEffect.has(word) && !before.split(/\s+/).includes(word));
  return last.includes('.') ? eventTypeNames : open;
}

function describe(word: string): { description?: string } {
  const type = Object.hasOwn(eventTypes, word) ? eventTypes[word as keyof typeof eventTypes] : null;
  return type ? { description: shortLabel(type.meaning) } : {};
}
