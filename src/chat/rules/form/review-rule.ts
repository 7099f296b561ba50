/** Shows a drafted rule before it is saved, with its effect on the last 7 days' events. */

import type { Backtest } from '../../../operations/backtest.ts';
import { describeRule, describeRuleAsText } from '../../../operations/describe-rule.ts';
import { warnOfMissingTemplate } from '../../../operations/template-names.ts';
import { writeAction } from '../../../platforms/action-id.ts';
import type { ChatResponse, Select } from '../../../platforms/chat-protocol.ts';
import type { Rule } from '../../../rules/rule.ts';
import { counted } from '../../../util/plural.ts';
import type { ChatContext } from '../../command.ts';
import { bullets, button, buttons, type InlineText, paragraph, reply, shortLabel } from '../../reply/build-reply.ts';
import { postingProblemBlocks } from '../../shared/posting-permission.ts';
import { offerDeletedRule } from '../recreate-rule.ts';
import { ruleWarnings } from '../rule-warnings.ts';
import { backtestHere, type RuleDraft, withDraft } from './rule-draft.ts';

/** Shows the review. If the edited rule was deleted since, offers to add the draft as a new rule. */
export async function reviewDraft(
  context: ChatContext,
  id: string,
  draft: RuleDraft,
  replaces = false,
): Promise<ChatResponse> {
  const { now, next, drafted } = await withDraft(context, draft);
  if (draft.id !== null && !now.some(rule => rule.id === draft.id)) return offerDeletedRule(id, draft);
  const tested = await backtestHere(context, { now, next });
  const templates = await context.core.loadTemplates(context.core.database.db, context.channel);
  const notes = [...warnOfMissingTemplate(draft.rule, templates, 'here'), ...ruleWarnings(drafted, next)];
  const draftAction = (name: string) => writeAction(`add.${name}`, id);
  return reply(draft.id === null ? 'Review new rule' : `Review changes to rule ${drafted.position + 1}`, {
    blocks: [
      paragraph(describeRule(draft.rule)),
      ...(next.length > 1 ? [paragraph(describePosition(drafted, next))] : []),
      paragraph(describeBacktest(tested, drafted)),
      ...(await postingProblemBlocks(context, context.channel)),
      ...(notes.length > 0 ? [bullets(notes)] : []),
    ],
    controls: [
      ...buttons(
        button('Save rule', draftAction('save'), 'primary'),
        button('Edit rule…', draftAction('change')),
        button('Edit filters…', draftAction('narrow')),
        button('Edit options…', draftAction('more')),
        button('Cancel', draftAction('cancel')),
      ),
      ...(next.length > 1 ? [placeSelect(draftAction('place'), next, drafted)] : []),
    ],
    replaces,
  });
}

function describeBacktest({ now, next, events, onlyTests, cut, stopped }: Backtest, { id }: Rule): InlineText {
  if (onlyTests)
    return 'Only test webhooks in the last 7 days. They aren’t counted, so there’s nothing to compare yet.';
  if (events === 0) return 'No events in the last 7 days to test this on.';
  const which = cut || stopped ? `Newest ${counted(events, 'event')} of the last 7 days` : 'Last 7 days';
  const slow = stopped ? ' These conditions are slow, so older events weren’t tested.' : '';
  const own = `This rule matches ${next.byRule.get(id) ?? 0} of ${counted(events, 'event')}.`;
  return `${which}: ${comparePosts(next.posted, now.posted)}. ${own}${slow}`;
}

/** `2 more messages (7 in total)` */
function comparePosts(next: number, now: number): string {
  if (next === now) return `no change (${counted(next, 'message')})`;
  const change = counted(Math.abs(next - now), next > now ? 'more message' : 'fewer message');
  return `${change} (${next} in total)`;
}

const describePosition = ({ position }: Rule, rules: readonly Rule[]) =>
  `Position ${position + 1} of ${rules.length}. The first matching rule wins.`;

/** Offers at most 25 positions: first, last and those near the current one. */
function placeSelect(action: string, rules: readonly Rule[], { position }: Rule): Select {
  const all = rules.map((_, place) => place);
  const near = all.filter(
    place => all.length <= 25 || place === 0 || place === all.length - 1 || Math.abs(place - position) <= 11,
  );
  const others = rules.filter((_, place) => place !== position);
  return {
    is: 'select',
    placeholder: 'Position',
    action,
    choices: near.map(place => ({ label: placeLabel(place, others), value: String(place) })),
  };
}

function placeLabel(place: number, others: readonly Rule[]): string {
  if (place === 0) return 'First';
  if (place === others.length) return 'Last';
  const before = others[place - 1];
  return shortLabel(`After ${before ? describeRuleAsText(before) : place}`);
}
