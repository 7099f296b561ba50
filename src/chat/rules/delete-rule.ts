/** Deletes a rule at once, with a button that undoes it. */
import { describeRule } from '../../operations/describe-rule.ts';
import type { ChatResponse } from '../../platforms/chat-protocol.ts';
import type { Rule } from '../../rules/rule.ts';
import type { ChatContext } from '../command.ts';
import { buttons, commandButton, paragraph, reply } from '../reply/build-reply.ts';
import { changeRules } from './edit-rules.ts';
import { gone, listRules } from './rule-list.ts';
import { undoButton } from './undo-rule.ts';

/** Deletes a rule and offers to undo it. */
export async function deleteRule(context: ChatContext, id: string): Promise<ChatResponse> {
  const found: { rule?: Rule } = {};
  await changeRules(context, context.channel, all => {
    const rule = all.find(each => each.id === id);
    if (!rule) return null;
    found.rule = rule;
    return { action: 'delete rule', before: rule, rules: all.filter(each => each !== rule) };
  });
  const { rule } = found;
  if (!rule) return listRules(context, { title: gone, replaces: true });
  return reply(`✓ Rule ${rule.position + 1} deleted`, {
    blocks: [paragraph(['Deleted: ', ...describeRule(rule)])],
    controls: buttons(await undoButton(context, { before: rule }), commandButton('Open rules', 'rules')),
    replaces: true,
  });
}
