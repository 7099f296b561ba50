/** The one way in which chat changes a channel's rules: one person after the other, and written down. */
import { formatRule } from '../../rules/file/print.ts';
import type { Rule, RuleBody } from '../../rules/rule.ts';
import { audit } from '../../store/audit.ts';
import { bodyOf, holdChannel, type PlacedRule, readChannel, writeRules } from '../../store/rules.ts';
import type { Db } from '../../store/tables.ts';
import type { Context } from './command.ts';

export interface RuleChange {
  /** Verb first: `add rule`. */
  action: string;
  /** The rules that are added or changed and what they were, for the audit log. */
  before?: RuleBody;
  after?: RuleBody;
  rules: readonly PlacedRule[];
}

/** What `change` makes of the rules as they are now, committed with all it does in `tx`; null when it makes nothing of them. */
export async function changeRules(
  { core, actor, by }: Pick<Context, 'core' | 'actor' | 'by'>,
  channel: string,
  change: (rules: readonly Rule[], tx: Db) => RuleChange | null | Promise<RuleChange | null>,
): Promise<readonly Rule[] | null> {
  return core.database.db.transaction().execute(async tx => {
    await holdChannel(tx, channel);
    const made = await change((await readChannel(tx, channel)).rules, tx);
    if (made === null) return null;
    await writeRules(tx, channel, made.rules);
    const { action, before, after } = made;
    const detail = { name: by.name, ...(before && { before: line(before) }), ...(after && { after: line(after) }) };
    await audit(tx, { actor, action, target: channel, detail }, Date.now());
    return (await readChannel(tx, channel)).rules;
  });
}

const line = (rule: RuleBody) => formatRule(bodyOf(rule));
