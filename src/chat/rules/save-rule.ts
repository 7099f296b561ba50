/** Saves a draft as a rule, unless someone else changed that rule since the draft began. */
import { formatRule, formatRuleLines } from '../../callboard-yaml/print-file.ts';
import { describeRule } from '../../operations/describe-rule.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse } from '../../platforms/chat-protocol.ts';
import { matchesType, patternsOf } from '../../rules/glob.ts';
import type { Rule, RuleBody } from '../../rules/rule.ts';
import { providers } from '../../sources/providers/index.ts';
import { bodyOf, type PlacedRule } from '../../store/settings/rules.ts';
import type { ChatContext } from '../command.ts';
import { button, buttons, commandButton, paragraph, refuse, reply } from '../reply/build-reply.ts';
import { writeDifference } from '../reply/text-diff.ts';
import { postingProblemBlocks } from '../shared/posting-permission.ts';
import { changeRules } from './edit-rules.ts';
import { deleteRuleDraft, type RuleDraft, readRuleDraft } from './form/rule-draft.ts';
import { offerDeletedRule } from './recreate-rule.ts';
import { fingerprint, undoButton } from './undo-rule.ts';

/** Saves a draft. `over` is the fingerprint of someone else's newer version that the person saw and chose to overwrite. */
export async function saveRule(context: ChatContext, draftId: string, over?: string): Promise<ChatResponse> {
  const found: { draft?: RuleDraft; before?: Rule; theirs?: Rule } = {};
  const rules = await changeRules(context, context.channel, async (now, tx) => {
    // Read inside the transaction, so that the second of two simultaneous presses finds the draft gone.
    const draft = await readRuleDraft(context, draftId, tx);
    found.draft = draft;
    const theirs = now.find(({ id }) => id === draft.id) ?? null;
    if (draft.id !== null && (theirs === null || (fingerprint(theirs) !== over && !isSame(theirs, draft.based)))) {
      if (theirs) found.theirs = theirs;
      return null;
    }
    if (theirs) found.before = theirs;
    await deleteRuleDraft(context, draftId, tx);
    return {
      action: theirs ? 'edit rule' : 'add rule',
      ...(theirs && { before: theirs }),
      after: draft.rule,
      rules: insertDraft(now, draft),
    };
  });
  const { draft, before, theirs } = found;
  if (!draft) throw new Error('A rule was saved without a draft.');
  if (rules) return showSaved(rules[numberOf(draft, rules) - 1], before, context);
  return theirs ? showConflict(theirs, draft, draftId) : offerDeletedRule(draftId, draft);
}

function isSame(rule: Rule, based: RuleBody | null): boolean {
  return based !== null && formatRule(bodyOf(rule)) === formatRule(bodyOf(based));
}

function insertDraft(now: readonly Rule[], { rule, place, id }: RuleDraft): PlacedRule[] {
  const at = now.findIndex(other => other.id === id);
  const others = now.filter(other => other.id !== id);
  return others.toSpliced(place ?? (at < 0 ? others.length : at), 0, { ...rule, ...(id !== null && { id }) } as Rule);
}

/** Shows the second of two authors the differences. Their draft stays. */
function showConflict(theirs: Rule, { rule }: RuleDraft, draftId: string): ChatResponse {
  return refuse('Someone else edited this rule while you were editing it.', {
    blocks: [
      paragraph(['Current version: ', ...describeRule(theirs)]),
      paragraph('Your draft is safe. Differences (− theirs, + yours):'),
      { type: 'code', text: writeDifference(formatRuleLines(bodyOf(theirs)), formatRuleLines(rule)) },
    ],
    controls: buttons(
      button('Overwrite theirs', writeAction('add.over', draftId, fingerprint(theirs)), 'danger'),
      button('Edit theirs…', writeAction('rules.edit', theirs.id)),
      button('Edit yours…', writeAction('add.change', draftId)),
      button('Cancel', writeAction('add.cancel', draftId)),
    ),
  });
}

/** The number of a saved rule, from 1: by its ID, or for a new rule by its position. */
function numberOf({ id, place }: RuleDraft, rules: readonly Rule[]): number {
  return id === null
    ? Math.min((place ?? rules.length) + 1, rules.length)
    : rules.findIndex(rule => rule.id === id) + 1;
}

async function showSaved(
  rule: Rule | undefined,
  before: Rule | undefined,
  context: ChatContext,
): Promise<ChatResponse> {
  if (!rule) throw new Error('A saved rule is not in the list.');
  const trigger = rule.do === 'post' && !rule.paused ? triggerOf(rule) : undefined;
  return reply(`✓ Rule ${rule.position + 1} saved`, {
    color: 'green',
    blocks: [paragraph(describeRule(rule)), ...(await postingProblemBlocks(context, context.channel))],
    controls: buttons(
      ...(trigger ? [commandButton('Send test', `test ${trigger}`)] : []),
      await undoButton(context, { before, after: rule }),
      commandButton('Open rules', 'rules'),
      commandButton('Add rule…', 'add'),
    ),
    replaces: true,
  });
}

/** The first trigger whose event type the rule matches. */
function triggerOf(rule: RuleBody): string | undefined {
  const triggers = Object.values(providers).flatMap(provider => Object.entries(provider.triggers));
  return triggers.find(([, type]) => matchesType(patternsOf(rule), type))?.[0];
}
