import { describeRuleAsText } from '../../operations/describe-rule.ts';
import type { Choice } from '../../platforms/chat-protocol.ts';
import type { Rule } from '../../rules/rule.ts';
import { readChannel } from '../../store/settings/rules.ts';
import type { ChatContext } from '../command.ts';
import { Refusal, shortLabel } from '../reply/build-reply.ts';

/** Finds a rule by its number, counted from 1. Throws a Refusal that says which numbers exist. */
export async function findByNumber(words: string, { core, channel }: ChatContext): Promise<Rule> {
  const { rules } = await readChannel(core.database.db, channel);
  const rule = rules[readNumber(words) - 1];
  if (rule) return rule;
  if (rules.length === 0) throw new Refusal('No rules yet. Add one with /callboard add.');
  const known = rules.length === 1 ? 'There’s only rule 1' : `Pick ${rangeOf(rules)}`;
  throw new Refusal(`Rule ${shortLabel(words, 40)} doesn’t exist. ${known}.`);
}

/** Reads a position in the channel's list, counted from 1. Throws a Refusal that says which positions exist. */
export async function findPosition(words: string, { core, channel }: ChatContext): Promise<number> {
  const { rules } = await readChannel(core.database.db, channel);
  const position = readNumber(words);
  if (position >= 1 && position <= rules.length) return position;
  throw new Refusal(`Position ${shortLabel(words, 40)} doesn’t exist. Pick ${rangeOf(rules)}.`);
}

/** NaN for anything but a number such as `5` or `#5`. */
const readNumber = (words: string) => (/^#?\d{1,6}$/.test(words) ? Number(words.replace('#', '')) : Number.NaN);

function rangeOf({ length }: readonly Rule[]): string {
  if (length <= 2) return length === 2 ? '1 or 2' : '1';
  return `1–${length}`;
}

/** Completes a rule number: rules whose number starts with the typed text, or whose description contains it. */
export async function completeNumber(typed: string, { core, channel }: ChatContext): Promise<readonly Choice[]> {
  const { rules } = await readChannel(core.database.db, channel);
  return completeAmong(rules, typed);
}

/** Completes a number among these rules. */
export function completeAmong(rules: readonly Rule[], typed: string): readonly Choice[] {
  const numbered = rules.map(rule => ({ number: String(rule.position + 1), text: describeRuleAsText(rule) }));
  return numbered
    .filter(({ number, text }) => number.startsWith(typed) || text.includes(typed))
    .map(({ number, text }) => ({ label: number, value: number, description: shortLabel(text) }));
}
