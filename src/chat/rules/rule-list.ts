/** A channel's rules as a numbered list, with a choice to open one. */
import type { Block } from '../../messages/message.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { ControlRow, Reply } from '../../platforms/chat-protocol.ts';
import type { Rule } from '../../rules/rule.ts';
import { readChannel } from '../../store/settings/rules.ts';
import type { ChatContext } from '../command.ts';
import { buttons, code, commandButton, inlines, numbered, paragraph, reply, shortLabel } from '../reply/build-reply.ts';
import { pageOf } from '../reply/paginate.ts';
import { describeRule, describeRuleAsText } from './describe-rule.ts';
import { idleWords } from './rule-warnings.ts';

/** ReplyContent of a rule that a button is about and that is not there. */
export const gone = 'That rule was deleted. Here’s the current list.';

/** Rules on one page: a choice has 25 at most. */
const onPage = 25;

export interface ListOptions {
  /** Comes first: what has just been done, or why not. */
  said?: string;
  /** From 0. */
  page?: number;
  /** The id of a rule whose page it is, instead of `page`. */
  around?: string | undefined;
  replaces?: boolean;
}

/** One page of the rules. */
export async function listRules(
  { core, channel }: ChatContext,
  { said = 'Rules in this channel', page = 0, around, replaces = false }: ListOptions = {},
): Promise<Reply> {
  const { rules } = await readChannel(core.database.db, channel);
  const idle = idleWords(rules);
  const words = (rule: Rule) => inlines([...describeRule(rule), idle(rule) ? ` (${idle(rule)})` : '']);
  const found = rules.findIndex(({ id }) => id === around);
  const { shown, before, where, turn } = pageOf(rules, {
    ...{ page: found < 0 ? page : Math.floor(found / onPage), size: onPage, what: 'Rules' },
    action: to => writeAction('rules.page', String(to)),
  });
  const list =
    rules.length === 0 ? paragraph('No rules yet, so nothing is posted here.') : numbered(shown.map(words), before + 1);
  return reply(said, {
    blocks: [
      list,
      ...where,
      ...byNumber(rules),
      ...(rules.length > 1 ? [paragraph('The first matching rule wins.')] : []),
    ],
    controls: [
      ...opener(shown),
      ...turn,
      ...buttons(commandButton('Add rule…', 'add', 'primary'), commandButton('Menu', 'menu')),
    ],
    replaces,
  });
}

/** Where there are several pages: nobody has to turn them to open a rule. */
function byNumber({ length }: readonly Rule[]): Block[] {
  if (length <= onPage) return [];
  return [paragraph(['Open any rule by number: ', code(`/callboard rules ${length}`)])];
}

function opener(shown: readonly Rule[]): ControlRow[] {
  if (shown.length === 0) return [];
  const choices = shown.map(rule => ({
    label: shortLabel(`${rule.position + 1}. ${describeRuleAsText(rule)}`),
    value: rule.id,
  }));
  return [{ is: 'select', placeholder: 'Select a rule', action: 'rules.choose', choices }];
}
