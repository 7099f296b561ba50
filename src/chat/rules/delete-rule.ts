/** Deletes a rule at once; for a day it can be restored. */
import { z } from 'zod';
import { describeRule } from '../../operations/describe-rule.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse } from '../../platforms/chat-protocol.ts';
import { ruleSchema } from '../../rules/rule.ts';
import { defineSavedState } from '../../store/saved-state.ts';
import { bodyOf } from '../../store/settings/rules.ts';
import type { ChatContext } from '../command.ts';
import { button, buttons, commandButton, paragraph, refuse, reply } from '../reply/build-reply.ts';
import { changeRules } from './edit-rules.ts';
import { gone, listRules } from './rule-list.ts';

const removedSchema = z.object({ id: z.string(), position: z.number(), rule: ruleSchema });
type Removed = z.output<typeof removedSchema>;

export const removedRules = defineSavedState<Removed>('removed rule', removedSchema);

/** Deletes a rule and offers to undo it. */
export async function deleteRule(context: ChatContext, id: string): Promise<ChatResponse> {
  const found: { removed?: Removed } = {};
  await changeRules(context, context.channel, all => {
    const rule = all.find(each => each.id === id);
    if (!rule) return null;
    found.removed = { id, position: rule.position, rule: bodyOf(rule) };
    return { action: 'delete rule', before: rule, rules: all.filter(each => each !== rule) };
  });
  const { removed } = found;
  if (!removed) return listRules(context, { title: gone, replaces: true });
  const undo = await removedRules.save(context.core.database.db, context, removed, Date.now());
  return reply(`✓ Rule ${removed.position + 1} deleted`, {
    blocks: [paragraph(['Deleted: ', ...describeRule(removed.rule)])],
    controls: buttons(button('Undo delete', writeAction('rules.restore', undo)), commandButton('Open rules', 'rules')),
    replaces: true,
  });
}

/** Restores a deleted rule. `undo` is the ID that deleteRule() saved it under. */
export async function restoreRule(context: ChatContext, undo: string): Promise<ChatResponse> {
  const { core, channel } = context;
  const removed = await removedRules.read(core.database.db, context, undo, Date.now());
  if (removed === null)
    return refuse('This can’t be undone anymore.', { controls: buttons(commandButton('Open rules', 'rules')) });
  const { id, position, rule } = removed;
  await changeRules(context, channel, all => {
    if (all.some(each => each.id === id)) return null;
    return {
      action: 'restore rule',
      after: rule,
      rules: all.toSpliced(position, 0, { ...rule, id, channel, position }),
    };
  });
  await removedRules.delete(core.database.db, context, undo);
  return listRules(context, { title: '✓ Rule restored', around: id, replaces: true });
}
