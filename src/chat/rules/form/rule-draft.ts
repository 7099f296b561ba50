/** A rule on its way from the first form to *Save*. */
import { z } from 'zod';
import { backtest, otherWorkspacesSources } from '../../../operations/backtest.ts';
import { type CheckedRule, checkRule } from '../../../rules/check-rule.ts';
import { type Rule, ruleSchema } from '../../../rules/rule.ts';
import { defineSavedState } from '../../../store/saved-state.ts';
import { readChannel } from '../../../store/settings/rules.ts';
import type { Db } from '../../../store/tables.ts';
import { day } from '../../../util/duration.ts';
import type { ChatContext } from '../../command.ts';
import { Refusal } from '../../reply/build-reply.ts';
import { checkMentionIn } from '../../shared/typed-mentions.ts';

const draftSchema = z.object({
  rule: ruleSchema,
  /** How many of the other rules come before it; null: where it is, or last. */
  place: z.number().nullable(),
  /** Of the rule that is changed, null for a new one, and what it said when the change began. */
  id: z.string().nullable(),
  based: ruleSchema.nullable(),
});
export type RuleDraft = z.output<typeof draftSchema>;

export const ruleDrafts = defineSavedState<RuleDraft>('rule draft', draftSchema);

/** Milliseconds. */
const week = 7 * day;

export async function saveRuleDraft(context: ChatContext, draft: RuleDraft): Promise<string> {
  return ruleDrafts.save(context.core.database.db, context, draft, Date.now());
}

/** Null for one that is gone: after a day, or once it was saved. */
export async function findRuleDraft(
  context: ChatContext,
  id: string,
  db: Db = context.core.database.db,
): Promise<RuleDraft | null> {
  return ruleDrafts.read(db, context, id, Date.now());
}

/** Throws a Refusal for one that is gone. */
export async function readRuleDraft(context: ChatContext, id: string, db?: Db): Promise<RuleDraft> {
  const draft = await findRuleDraft(context, id, db);
  if (draft === null)
    throw new Refusal('This draft was already saved or discarded, or has expired. Start again with /callboard add.');
  return draft;
}

export async function updateRuleDraft(context: ChatContext, id: string, draft: RuleDraft): Promise<void> {
  await ruleDrafts.update(context.core.database.db, context, id, draft, Date.now());
}

export async function deleteRuleDraft(
  context: ChatContext,
  id: string,
  db: Db = context.core.database.db,
): Promise<void> {
  await ruleDrafts.delete(db, context, id);
}

/** Checks a rule of whatever shape as one of this channel. `named`: a template that it may name even if there is none. */
export async function checkRuleHere(
  { core, channel }: ChatContext,
  rule: unknown,
  ...named: readonly string[]
): Promise<CheckedRule> {
  const templates = [...(await core.loadTemplates(core.database.db, channel)).keys(), ...named];
  return checkRule(rule, { templates, checkMention: checkMentionIn(channel) });
}

/** The channel's rules as they are, and as they would be with the draft among them. */
export async function withDraft(
  { core, channel }: ChatContext,
  { rule, place, id }: RuleDraft,
): Promise<{ now: Rule[]; next: Rule[]; drafted: Rule }> {
  const { rules: now } = await readChannel(core.database.db, channel);
  const at = now.findIndex(other => other.id === id);
  const others = now.filter(other => other.id !== id);
  const position = Math.min(place ?? (at < 0 ? others.length : at), others.length);
  const drafted: Rule = { ...rule, id: id ?? 'draft', channel, position };
  const next = others
    .toSpliced(position, 0, drafted)
    .map((each, index) => (each === drafted ? each : { ...each, position: index }));
  return { now, next, drafted };
}

/** What the last 7 days' events would have been here with other rules. */
export async function backtestHere({ core, workspace }: ChatContext, rules: { now: Rule[]; next: Rule[] }) {
  const { db } = core.database;
  const { owners } = await core.loadRoutingTable(db);
  return backtest(db, rules, { since: Date.now() - week, hiddenSources: otherWorkspacesSources(owners, workspace) });
}
