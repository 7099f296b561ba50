/** A channel's rules as a numbered list, with a choice to open one. */
import type { Reply, Select } from '../../platforms/chat.ts';
import type { Rule } from '../../rules/rule.ts';
import { readChannel } from '../../store/rules.ts';
import type { Context } from './command.ts';
import { ruleText, ruleWords } from './rule-words.ts';
import { buttons, numbered, paragraph, reply, short, typed } from './say.ts';

/** `said` comes first: what has just been done, or why not. */
export async function listRules({ core, channel }: Context, said?: string, replaces = false): Promise<Reply> {
  const { rules } = await readChannel(core.database.db, channel);
  const list =
    rules.length === 0 ? paragraph('There are no rules here, so nothing is posted.') : numbered(rules.map(ruleWords));
  return reply(said ?? 'The rules of this channel', {
    blocks: [list, ...(rules.length > 1 ? [paragraph('The first that matches an event decides.')] : [])],
    controls: [...openers(rules), ...buttons(typed('Add a rule', 'add', 'primary'), typed('Menu', 'menu'))],
    replaces,
  });
}

/** A choice has 25 at most; more than 100 rules are opened by number. */
function openers(rules: readonly Rule[]): Select[] {
  const selects: Select[] = [];
  for (let at = 0; at < Math.min(rules.length, 100); at += 25) {
    const some = rules.slice(at, at + 25);
    selects.push({
      is: 'select',
      placeholder: rules.length <= 25 ? 'Open a rule…' : `Open one of ${at + 1} to ${at + some.length}…`,
      action: 'rules.choose',
      choices: some.map(rule => ({ label: short(`${rule.position + 1}. ${ruleText(rule)}`), value: rule.id })),
    });
  }
  return selects;
}
