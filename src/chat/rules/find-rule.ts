import { describeRuleAsText } from '../../operations/describe-rule.ts';
import type { Choice } from '../../platforms/chat-protocol.ts';
import type { Rule } from '../../rules/rule.ts';
import { readChannel } from '../../store/settings/rules.ts';
import type { ChatContext } from '../command.ts';
import { Refusal, shortLabel } from '../reply/build-reply.ts';

/** Finds a rule by its number, counted from 1. Throws a Refusal that says which numbers exist. */
export async function findByNumber(words: string, { core, channel }: ChatContext): Promise<Rule> {
  const { rules } = await readChannel(core.database.db, channel);
  const rule = /^#?\d{1,6}$/.test(words) ? rules[Number(words.replace('#', '')) - 1] : undefined;
  if (rule) return rule;
  if (rules.length === 0) throw new Refusal('No rules yet. Add one with /callboard add.');
  const known =
    rules.length === 1 ? 'There’s only rule 1' : `Pick ${rules.length === 2 ? '1 or 2' : `1–${rules.length}`}`;
  throw new Refusal(`Rule ${shortLabel(words, 40)} doesn’t exist. ${known}.`);
}

/** Completes a rule number: rules whose number starts with the typed text, or whose description contains it. */
export async function completeNumber(typed: string, { core, channel }: ChatContext): Promise<readonly Choice[]> {
  const { rules } = await readChannel(core.database.db, channel);
  const numbered = rules.map(rule => ({ number: String(rule.position + 1), text: describeRuleAsText(rule) }));
  return numbered
    .filter(({ number, text }) => number.startsWith(typed) || text.includes(typed))
    .map(({ number, text }) => ({ label: number, value: number, description: shortLabel(text) }));
}
