/** Undoes an added, edited or deleted rule for a day, unless someone changed that rule since. */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { formatRule } from '../../callboard-yaml/print-file.ts';
import type { ActionButton } from '../../messages/message.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse } from '../../platforms/chat-protocol.ts';
import { type Rule, ruleSchema } from '../../rules/rule.ts';
import { defineSavedState } from '../../store/saved-state.ts';
import { bodyOf } from '../../store/settings/rules.ts';
import type { ChatContext } from '../command.ts';
import { button, buttons, commandButton, Refusal, refuse } from '../reply/build-reply.ts';
import { changeRules, type RuleChange } from './edit-rules.ts';
import { listRules } from './rule-list.ts';

const undoSchema = z.object({
  /** The rule's ID. */
  id: z.string(),
  /** The rule before the change; null for an added one. `position` null: the change didn't move it. */
  before: z.object({ rule: ruleSchema, position: z.number().nullable() }).nullable(),
  /** The rule's fingerprint after the change; null for a deleted one. */
  after: z.string().nullable(),
});
type Undo = z.output<typeof undoSchema>;

export const ruleUndos = defineSavedState<Undo>('rule undo', undoSchema);

/** A rule before and after its change. */
interface Changed {
  before?: Rule | undefined;
  after?: Rule | undefined;
}

/** A hash of a rule's content, short enough for an action ID. */
export const fingerprint = (rule: Rule) =>
  createHash('sha256')
    .update(formatRule(bodyOf(rule)))
    .digest('base64url')
    .slice(0, 8);

/** Creates the button that undoes a change: *Undo add*, *Undo edit* or *Undo delete*. */
export async function undoButton(context: ChatContext, { before, after }: Changed): Promise<ActionButton> {
  const undo: Undo = {
    id: (after ?? before)?.id ?? '',
    before: before
      ? { rule: bodyOf(before), position: before.position === after?.position ? null : before.position }
      : null,
    after: after ? fingerprint(after) : null,
  };
  const id = await ruleUndos.save(context.core.database.db, context, undo, Date.now());
  const verb = !before ? 'add' : after ? 'edit' : 'delete';
  return button(`Undo ${verb}`, writeAction('rules.undo', id));
}

/** Undoes the change of a button. */
export async function undoChange(context: ChatContext, id: string): Promise<ChatResponse> {
  const found: { undo?: Undo; number?: number } = {};
  const rules = await changeRules(context, context.channel, async (all, tx) => {
    const undo = await ruleUndos.read(tx, context, id, Date.now());
    if (undo === null) throw new Refusal('This can’t be undone anymore.');
    const now = all.find(rule => rule.id === undo.id);
    if ((now ? fingerprint(now) : null) !== undo.after) return null;
    found.undo = undo;
    await ruleUndos.delete(tx, context, id);
    return reverse(undo, now, all, context.channel);
  });
  const { undo } = found;
  if (!rules || !undo) {
    return refuse('This can’t be undone anymore: the rule was changed since.', {
      controls: buttons(commandButton('Open rules', 'rules')),
    });
  }
  return listRules(context, { title: describeUndone(undo, rules), around: undo.id, replaces: true });
}

function reverse({ id, before }: Undo, now: Rule | undefined, all: readonly Rule[], channel: string): RuleChange {
  const others = all.filter(rule => rule !== now);
  if (!before) return { action: 'delete rule', ...(now && { before: now }), rules: others };
  const position = before.position ?? now?.position ?? others.length;
  return {
    ...(now ? { action: 'edit rule', before: now } : { action: 'restore rule' }),
    after: before.rule,
    rules: others.toSpliced(position, 0, { ...before.rule, id, channel, position }),
  };
}

function describeUndone({ id, before, after }: Undo, rules: readonly Rule[]): string {
  if (!before) return '✓ New rule deleted';
  const number = rules.findIndex(rule => rule.id === id) + 1;
  return after === null ? '✓ Rule restored' : `✓ Rule ${number} restored`;
}
