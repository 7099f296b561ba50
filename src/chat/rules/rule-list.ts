/** Shows a channel's rules as a numbered list, with a select to open one. */
import type { ActionButton, Block } from '../../messages/message.ts';
import { describeRule, describeRuleAsText } from '../../operations/describe-rule.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { ControlRow, Reply } from '../../platforms/chat-protocol.ts';
import type { Rule } from '../../rules/rule.ts';
import { readChannel } from '../../store/settings/rules.ts';
import type { ChatContext } from '../command.ts';
import { whyNotIfKnown } from '../permissions.ts';
import { buttons, code, commandButton, inlines, numbered, paragraph, reply, shortLabel } from '../reply/build-reply.ts';
import { pageOf } from '../reply/paginate.ts';
import { describeUnreachable } from './rule-warnings.ts';

/** The title of the list after a press on a button of a deleted rule. */
export const gone = 'That rule was deleted. Here’s the current list.';

/** Rules on one page: a select has at most 25 choices. */
const onPage = 25;

/** A question that the list asks, instead of opening the selected rule. */
export interface RuleQuestion {
  /** The action ID of a selected rule. */
  choose: string;
  /** The action ID that shows another page of the question. */
  turnTo(page: number): string;
  /** Whether a rule is offered. */
  fits(rule: Rule): boolean;
  /** Default: `Select a rule`. */
  placeholder?: string;
}

interface ListOptions {
  /** The title: the result of the last action, or the reason why it failed. */
  title?: string;
  /** From 0. */
  page?: number;
  /** Shows the page with this rule (its ID) instead of `page`. */
  around?: string | undefined;
  replaces?: boolean;
  question?: RuleQuestion;
  /** Undoes the last action. */
  undo?: ActionButton;
}

/** The list without a question: a selected rule opens. */
const opening: RuleQuestion = {
  choose: writeAction('rules.choose'),
  turnTo: page => writeAction('rules.page', String(page)),
  fits: () => true,
  placeholder: 'Select a rule to edit, move or pause',
};

/** Shows one page of the rules. */
export async function listRules(
  context: ChatContext,
  { title = 'Rules in this channel', page = 0, around, replaces = false, question = opening, undo }: ListOptions = {},
): Promise<Reply> {
  const { rules } = await readChannel(context.core.database.db, context.channel);
  const mayEdit = (await whyNotIfKnown('change', context)) === null;
  const unreachable = describeUnreachable(rules);
  const describe = (rule: Rule) => {
    const reason = unreachable(rule);
    return inlines([...describeRule(rule), reason ? ` (${reason})` : '']);
  };
  const found = rules.findIndex(({ id }) => id === around);
  const { shown, before, where, pageButtons } = pageOf(rules, {
    ...{ page: found < 0 ? page : Math.floor(found / onPage), size: onPage, what: 'Rules' },
    action: question.turnTo,
  });
  const list =
    rules.length === 0
      ? paragraph('No rules yet, so nothing is posted here.')
      : numbered(shown.map(describe), before + 1);
  return reply(title, {
    blocks: [
      list,
      ...where,
      ...numberHint(rules),
      ...(rules.length > 1 ? [paragraph('The first matching rule wins.')] : []),
    ],
    controls: [
      ...selectRule(shown.filter(question.fits), question),
      ...pageButtons,
      ...buttons(
        ...(undo ? [undo] : []),
        ...(mayEdit ? [commandButton('Add rule…', 'add', 'primary')] : []),
        commandButton('Open menu', 'menu'),
      ),
    ],
    replaces,
  });
}

/** With several pages, a hint that a rule also opens by its number. */
function numberHint({ length }: readonly Rule[]): Block[] {
  if (length <= onPage) return [];
  return [paragraph(['Open any rule by number: ', code(`/callboard rules ${length}`)])];
}

function selectRule(
  shown: readonly Rule[],
  { choose: action, placeholder = 'Select a rule' }: RuleQuestion,
): ControlRow[] {
  if (shown.length === 0) return [];
  const choices = shown.map(rule => ({
    label: shortLabel(`${rule.position + 1}. ${describeRuleAsText(rule)}`),
    value: rule.id,
  }));
  return [{ is: 'select', placeholder, action, choices }];
}
