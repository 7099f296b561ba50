/** A rule is removed at once and may be put back for a day. */
import type { Answer } from '../../platforms/chat.ts';
import { writeAction } from '../../platforms/chat-action.ts';
import type { RuleBody } from '../../rules/rule.ts';
import { dropDraft, findDraft, keepDraft } from '../../store/drafts.ts';
import { bodyOf } from '../../store/rules.ts';
import { changeRules } from './change-rules.ts';
import type { Context } from './command.ts';
import { gone, listRules } from './rule-list.ts';
import { ruleWords } from './rule-words.ts';
import { button, buttons, paragraph, refuse, reply, typed } from './say.ts';

interface Removed {
  of: 'removed rule';
  id: string;
  position: number;
  rule: RuleBody;
}

export async function removeRule(context: Context, id: string): Promise<Answer> {
  const found: { removed?: Removed } = {};
  await changeRules(context, context.channel, all => {
    const rule = all.find(each => each.id === id);
    if (!rule) return null;
    found.removed = { of: 'removed rule', id, position: rule.position, rule: bodyOf(rule) };
    return { action: 'remove rule', before: rule, rules: all.filter(each => each !== rule) };
  });
  const { removed } = found;
  if (!removed) return listRules(context, { said: gone, replaces: true });
  const { core, actor: author, channel } = context;
  const draft = await keepDraft(core.database.db, { author, channel, body: removed }, Date.now());
  return reply(`Rule ${removed.position + 1} is removed`, {
    blocks: [paragraph(ruleWords(removed.rule))],
    controls: buttons(button('Undo', writeAction('rules.restore', draft)), typed('Rules', 'rules')),
    replaces: true,
  });
}

export async function restoreRule(context: Context, draft: string): Promise<Answer> {
  const { core, actor: author, channel } = context;
  const removed = (await findDraft(core.database.db, draft, { author, channel }, Date.now())) as Removed | null;
  if (removed?.of !== 'removed rule')
    return refuse('It is too late to undo that.', { controls: buttons(typed('Rules', 'rules')) });
  const { id, position, rule } = removed;
  await changeRules(context, channel, all => {
    if (all.some(each => each.id === id)) return null;
    return {
      action: 'restore rule',
      after: rule,
      rules: all.toSpliced(position, 0, { ...rule, id, channel, position }),
    };
  });
  await dropDraft(core.database.db, draft);
  return listRules(context, { said: 'The rule is back.', around: id, replaces: true });
}
