/** Asks which rule a command without a number is about. A selected rule is changed at once. */
import { writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse } from '../../platforms/chat-protocol.ts';
import type { Rule } from '../../rules/rule.ts';
import { readChannel } from '../../store/settings/rules.ts';
import type { ChatContext } from '../command.ts';
import { buttons, commandButton, refuse } from '../reply/build-reply.ts';
import { listRules, type RuleQuestion } from './rule-list.ts';

const isPaused = ({ paused }: Rule) => paused === true;

const all = () => true;

/** The commands that are about one rule. */
const questions = {
  edit: { part: 'edit', fits: all },
  delete: { part: 'remove', fits: all },
  move: { part: 'move', fits: all },
  pause: { part: 'pause', fits: rule => !isPaused(rule) },
  resume: { part: 'resume', fits: isPaused },
  copy: { part: 'duplicate', fits: all },
} as const satisfies Record<string, { part: string; fits(rule: Rule): boolean }>;

export type RuleVerb = keyof typeof questions;

/** Lists the rules, and offers those that the verb can change. `page` counts from 0. */
export async function askForRule(verb: RuleVerb, context: ChatContext, page = 0): Promise<ChatResponse> {
  const { rules } = await readChannel(context.core.database.db, context.channel);
  const { part, fits } = questions[verb];
  if (rules.length === 0) {
    return refuse(`There are no rules to ${verb} yet.`, {
      controls: buttons(commandButton('Add rule…', 'add', 'primary')),
    });
  }
  if (!rules.some(fits)) {
    return refuse(verb === 'pause' ? 'All rules are paused already.' : 'No rule is paused.', {
      controls: buttons(commandButton('Open rules', 'rules')),
    });
  }
  const question: RuleQuestion = {
    choose: writeAction(`rules.${part}`),
    turnTo: to => writeAction('rules.ask', verb, String(to)),
    fits,
  };
  return listRules(context, { title: `Which rule do you want to ${verb}?`, page, question });
}

/** Reads the verb of an action ID; `edit` for anything invalid. */
export function readVerb(text = ''): RuleVerb {
  return Object.hasOwn(questions, text) ? (text as RuleVerb) : 'edit';
}
