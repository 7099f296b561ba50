import type { Rule } from '../../rules/rule.ts';
import { readChannel } from '../../store/rules.ts';
import type { Context } from './command.ts';
import { Refusal, short } from './say.ts';

/** The rule that a number names as people count them, from 1. Throws a Refusal that says which there are. */
export async function findByNumber(words: string, { core, channel }: Context): Promise<Rule> {
  const { rules } = await readChannel(core.database.db, channel);
  const rule = /^#?\d{1,6}$/.test(words) ? rules[Number(words.replace('#', '')) - 1] : undefined;
  if (rule) return rule;
  if (rules.length === 0) throw new Refusal('There are no rules here. /callboard add makes one.');
  throw new Refusal(`There is no rule ${short(words, 40)} here: they are numbered from 1 to ${rules.length}.`);
}
