/** Moves, pauses and resumes one rule, and shows the list with a button that undoes it. */
import type { ActionButton } from '../../messages/message.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse } from '../../platforms/chat-protocol.ts';
import type { Rule } from '../../rules/rule.ts';
import type { ChatContext } from '../command.ts';
import { button } from '../reply/build-reply.ts';
import { changeRules, type RuleChange } from './edit-rules.ts';
import { gone, listRules } from './rule-list.ts';

interface Decision {
  /** The title of the list: the result. */
  title: string;
  /** Absent when nothing changes. */
  change?: RuleChange;
  undo?: ActionButton;
}

/** Moves a rule to the position that `target` returns, from 0. A position outside the list is its nearest end. */
export function moveRule(
  id: string | undefined,
  context: ChatContext,
  target: (rule: Rule) => number,
): Promise<ChatResponse> {
  return changeOne(id, context, (rule, all) => {
    const from = rule.position;
    const last = all.length - 1;
    const place = Math.max(0, Math.min(target(rule), last));
    if (place === from) return { title: `Rule ${from + 1} is already ${describePlace(place, last)}` };
    const others = all.filter(each => each !== rule);
    return {
      title: `✓ Rule ${from + 1} moved to position ${place + 1}`,
      change: { action: 'move rule', after: rule, rules: others.toSpliced(place, 0, rule) },
      undo: button('Undo move', writeAction('rules.place', rule.id, String(from))),
    };
  });
}

function describePlace(place: number, last: number): string {
  if (place === 0) return 'first';
  return place === last ? 'last' : `at position ${place + 1}`;
}

/** Pauses or resumes a rule. */
export function setPaused(id: string | undefined, context: ChatContext, paused: boolean): Promise<ChatResponse> {
  return changeOne(id, context, (rule, all) => {
    const number = rule.position + 1;
    const state = paused ? 'paused' : 'resumed';
    if ((rule.paused === true) === paused) return { title: `Rule ${number} ${paused ? 'is already' : 'isn’t'} paused` };
    const { paused: _was, ...running } = rule;
    const changed = paused ? { ...running, paused } : running;
    return {
      title: `✓ Rule ${number} ${state}`,
      change: {
        action: paused ? 'pause rule' : 'resume rule',
        after: running,
        rules: all.map(each => (each === rule ? changed : each)),
      },
      undo: paused
        ? button('Undo pause', writeAction('rules.resume', rule.id))
        : button('Undo resume', writeAction('rules.pause', rule.id)),
    };
  });
}

/** Applies a decision to one rule of the current list, and shows the list with its title. */
async function changeOne(
  id: string | undefined,
  context: ChatContext,
  decide: (rule: Rule, all: readonly Rule[]) => Decision,
): Promise<ChatResponse> {
  let decision: Decision = { title: gone };
  await changeRules(context, context.channel, all => {
    const rule = all.find(each => each.id === id);
    decision = rule ? decide(rule, all) : { title: gone };
    return decision.change ?? null;
  });
  const { title, undo } = decision;
  return listRules(context, { title, around: id, replaces: true, ...(undo && { undo }) });
}
