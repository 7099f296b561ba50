/** Stores a rule between the first form and *Save*. */
import { z } from 'zod';
import { backtest } from '../../../operations/backtest.ts';
import { type CheckedRule, checkRule } from '../../../rules/check-rule.ts';
import { type Rule, ruleSchema } from '../../../rules/rule.ts';
import { defineSavedState } from '../../../store/saved-state.ts';
import { readChannel } from '../../../store/settings/rules.ts';
import { otherWorkspacesSources } from '../../../store/sources/sources.ts';
import type { Db } from '../../../store/tables.ts';
import { day } from '../../../util/duration.ts';
import type { ChatContext } from '../../command.ts';
import { Refusal } from '../../reply/build-reply.ts';
import { checkMentionIn } from '../../shared/typed-mentions.ts';

const draftSchema = z.object({
  rule: ruleSchema,
  /** The number of other rules before it; null keeps its position, or puts a new rule last. */
  place: z.number().nullable(),
  /** The edited rule's ID and its content when the edit began; null for a new rule. */
  id: z.string().nullable(),
  based: ruleSchema.nullable(),
});
export type RuleDraft = z.output<typeof draftSchema>;

export const ruleDrafts = defineSavedState<RuleDraft>('rule draft', draftSchema);

/** Milliseconds. */
const week = 7 * day;

/** Saves a new draft and returns its ID. */
export async function saveRuleDraft(context: ChatContext, draft: RuleDraft): Promise<string> {
  return ruleDrafts.save(context.core.database.db, context, draft, Date.now());
}

/** Finds a draft; null once it has expired (after a day), was saved or was canceled. */
export async function findRuleDraft(
  context: ChatContext,
  id: string,
  db: Db = context.core.database.db,
): Promise<RuleDraft | null> {
  return ruleDrafts.read(db, context, id, Date.now());
}

/** Like findRuleDraft(), but throws a Refusal instead of returning null. */
export async function readRuleDraft(context: ChatContext, id: string, db?: Db): Promise<RuleDraft> {
  const draft = await findRuleDraft(context, id, db);
  if (draft === null)
    throw new Refusal('This draft was already saved or discarded, or has expired. Start again with /callboard rules.');
  return draft;
}

/** Overwrites a draft. */
export async function updateRuleDraft(context: ChatContext, id: string, draft: RuleDraft): Promise<void> {
  await ruleDrafts.update(context.core.database.db, context, id, draft, Date.now());
}

/** Deletes a draft. */
export async function deleteRuleDraft(
  context: ChatContext,
  id: string,
  db: Db = context.core.database.db,
): Promise<void> {
  await ruleDrafts.delete(db, context, id);
}

/**
 * Checks a rule, not validated yet, for this channel. `allowedTemplates` are names that a form may submit though no such
 * template exists; undefined: the rule comes from a typed line.
 */
export async function checkRuleHere(
  { core, channel }: ChatContext,
  rule: unknown,
  allowedTemplates?: readonly string[],
): Promise<CheckedRule> {
  const templates = [...(await core.loadTemplates(core.database.db, channel)).keys(), ...(allowedTemplates ?? [])];
  return checkRule(rule, { templates, checkMention: checkMentionIn(channel, allowedTemplates !== undefined) });
}

/** The channel's rules as they are (`now`), and as they would be with the draft (`next`). */
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

/** Compares the current and the drafted rules on the events of the last 7 days. */
export async function backtestHere({ core, workspace }: ChatContext, rules: { now: Rule[]; next: Rule[] }) {
  const { db } = core.database;
  const { owners } = await core.loadRoutingTable(db);
  return backtest(db, rules, { since: Date.now() - week, hiddenSources: otherWorkspacesSources(owners, workspace) });
}
