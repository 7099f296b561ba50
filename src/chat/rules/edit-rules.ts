/** Changes a channel's rules: every edit from chat goes through here, one at a time, and into the audit log. */
import { formatRule } from '../../callboard-yaml/print-file.ts';
import { type Rule, type RuleBody, ruleBounds, tooManyRules } from '../../rules/rule.ts';
import { audit } from '../../store/audit-log.ts';
import { bodyOf, lockChannel, type PlacedRule, readChannel, writeRules } from '../../store/settings/rules.ts';
import type { Db } from '../../store/tables.ts';
import type { ChatContext } from '../command.ts';
import { Refusal } from '../reply/build-reply.ts';
import { mentionsOf } from '../shared/typed-mentions.ts';

export interface RuleChange {
  /** Verb first: `add rule`. */
  action: string;
  /** The rule before and after the change, for the audit log. */
  before?: RuleBody;
  after?: RuleBody;
  rules: readonly PlacedRule[];
}

/**
 * Commits the list that `change` returns for the current rules, together with its own writes in `tx`. Returns the new rules,
 * or null when `change` returns null. `change` may run several times; only the last run is committed. Throws a Refusal when
 * a new or changed rule has a mention that the person may not use in this channel.
 */
export async function changeRules(
  context: Pick<ChatContext, 'core' | 'actor' | 'by' | 'findMentionProblem' | 'saved'>,
  channel: string,
  change: (rules: readonly Rule[], tx: Db) => RuleChange | null | Promise<RuleChange | null>,
): Promise<readonly Rule[] | null> {
  const { core, actor, by } = context;
  const permitted = new Set<string>();
  for (;;) {
    try {
      return await core.database.db.transaction().execute(async tx => {
        await lockChannel(tx, channel);
        const { rules } = await readChannel(tx, channel);
        const changed = await change(rules, tx);
        if (changed === null) return null;
        // A list that is already too long can still be shortened.
        if (changed.rules.length > Math.max(ruleBounds.rules, rules.length)) throw new Refusal(tooManyRules);
        const mentions = newMentions(rules, changed.rules).filter(mention => !permitted.has(mention));
        if (mentions.length > 0) throw new UncheckedMentions(mentions);
        await writeRules(tx, channel, changed.rules);
        context.saved.channels.add(channel);
        const { action, before, after } = changed;
        const detail = { name: by.name, ...(before && { before: line(before) }), ...(after && { after: line(after) }) };
        await audit(tx, { actor, action, target: channel, detail }, Date.now());
        return (await readChannel(tx, channel)).rules;
      });
    } catch (error) {
      if (!(error instanceof UncheckedMentions)) throw error;
      // Outside the transaction: a platform may take seconds to answer, and other writers would wait.
      const problem = await context.findMentionProblem(by.id, channel, error.mentions);
      if (problem !== null) throw new Refusal(problem);
      for (const mention of error.mentions) permitted.add(mention);
    }
  }
}

/** Ends a transaction, because the platform must check these mentions first. */
class UncheckedMentions extends Error {
  readonly mentions: readonly string[];

  constructor(mentions: readonly string[]) {
    super('unchecked mentions');
    this.mentions = mentions;
  }
}

/** The mentions of new and changed rules. A paused rule pings no one; its mentions are checked when it is resumed. */
function newMentions(before: readonly Rule[], after: readonly PlacedRule[]): string[] {
  const known = new Set(before.map(rule => `${rule.id} ${line(rule)}`));
  const changed = after.filter(rule => !rule.paused && !known.has(`${rule.id} ${line(rule)}`));
  return [...new Set(changed.flatMap(mentionsOf))];
}

const line = (rule: RuleBody) => formatRule(bodyOf(rule));
