/** The one way in which chat changes a channel's rules: one person after the other, and written down. */
import { formatRule } from '../../callboard-yaml/print-file.ts';
import { type Rule, type RuleBody, ruleBounds, tooManyRules } from '../../rules/rule.ts';
import { audit } from '../../store/settings/audit.ts';
import { bodyOf, holdChannel, type PlacedRule, readChannel, writeRules } from '../../store/settings/rules.ts';
import type { Db } from '../../store/tables.ts';
import type { ChatContext } from '../command.ts';
import { Refusal } from '../reply/build-reply.ts';
import { mentionsOf } from '../shared/typed-mentions.ts';

export interface RuleChange {
  /** Verb first: `add rule`. */
  action: string;
  /** The rules that are added or changed and what they were, for the audit log. */
  before?: RuleBody;
  after?: RuleBody;
  rules: readonly PlacedRule[];
}

/**
 * Commits the rules that `change` makes of those as they are now, with all it does in `tx`; null when it makes nothing of
 * them. It may be called several times, and only the last call counts. Throws a Refusal for rules with mentions that the
 * person may not use in this channel: whoever saves a rule answers for the pings of all of it.
 */
export async function changeRules(
  context: Pick<ChatContext, 'core' | 'actor' | 'by' | 'findMentionProblem'>,
  channel: string,
  change: (rules: readonly Rule[], tx: Db) => RuleChange | null | Promise<RuleChange | null>,
): Promise<readonly Rule[] | null> {
  const { core, actor, by } = context;
  const permitted = new Set<string>();
  for (;;) {
    try {
      return await core.database.db.transaction().execute(async tx => {
        await holdChannel(tx, channel);
        const { rules } = await readChannel(tx, channel);
        const made = await change(rules, tx);
        if (made === null) return null;
        // A list that is too long already can still be made shorter.
        if (made.rules.length > Math.max(ruleBounds.rules, rules.length)) throw new Refusal(tooManyRules);
        const mentions = newMentions(rules, made.rules).filter(mention => !permitted.has(mention));
        if (mentions.length > 0) throw new Unchecked(mentions);
        await writeRules(tx, channel, made.rules);
        const { action, before, after } = made;
        const detail = { name: by.name, ...(before && { before: line(before) }), ...(after && { after: line(after) }) };
        await audit(tx, { actor, action, target: channel, detail }, Date.now());
        return (await readChannel(tx, channel)).rules;
      });
    } catch (error) {
      if (!(error instanceof Unchecked)) throw error;
      // Out of the transaction: a platform may take seconds to answer, and everything else would wait for it.
      const problem = await context.findMentionProblem(by.id, channel, error.mentions);
      if (problem !== null) throw new Refusal(problem);
      for (const mention of error.mentions) permitted.add(mention);
    }
  }
}

/** Ends a transaction: the platform has to be asked about these mentions first. */
class Unchecked extends Error {
  readonly mentions: readonly string[];

  constructor(mentions: readonly string[]) {
    super('unchecked mentions');
    this.mentions = mentions;
  }
}

/** Mentions of rules that are new or changed. A paused rule pings nobody; it is checked when it is resumed. */
function newMentions(before: readonly Rule[], after: readonly PlacedRule[]): string[] {
  const known = new Set(before.map(rule => `${rule.id} ${line(rule)}`));
  const changed = after.filter(rule => !rule.paused && !known.has(`${rule.id} ${line(rule)}`));
  return [...new Set(changed.flatMap(mentionsOf))];
}

const line = (rule: RuleBody) => formatRule(bodyOf(rule));
