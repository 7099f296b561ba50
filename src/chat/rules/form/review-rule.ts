/** Shows a drafted rule before it is saved, with its effect on the last 7 days' events. */

import type { Backtest } from '../../../operations/backtest.ts';
import { describeRule } from '../../../operations/describe-rule.ts';
import { warnOfMissingTemplate } from '../../../operations/template-names.ts';
import { writeAction } from '../../../platforms/action-id.ts';
import type { ChatResponse } from '../../../platforms/chat-protocol.ts';
import type { Rule } from '../../../rules/rule.ts';
import { counted } from '../../../util/plural.ts';
import type { ChatContext } from '../../command.ts';
import { bullets, button, buttons, type InlineText, paragraph, reply } from '../../reply/build-reply.ts';
import { postingProblemBlocks } from '../../shared/posting-permission.ts';
import { placeSelect } from '../place-select.ts';
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
        button('Edit events…', draftAction('change')),
        button('Add filters…', draftAction('narrow')),
        button('Edit message…', draftAction('more')),
        button('Cancel', draftAction('cancel')),
      ),
      ...(next.length > 1 ? [placeSelect(draftAction('place'), next, drafted)] : []),
    ],
    replaces,
  });
}

function describeBacktest({ now, next, events, onlyTests, cut, stopped }: Backtest, { id }: Rule): InlineText {
  if (onlyTests) return 'Nothing to compare yet: only test webhooks were received in the last 7 days.';
  if (events === 0) return 'No events in the last 7 days to test this on.';
  const which = cut || stopped ? `For the newest ${counted(events, 'event')} of` : 'Over';
  const slow = stopped ? ' These conditions are slow, so older events weren’t tested.' : '';
  const own = `It would have matched ${next.byRule.get(id) ?? 0} of ${counted(events, 'event')}.`;
  return `${which} the last 7 days, this rule would have ${comparePosts(next.posted, now.posted)}. ${own}${slow}`;
}

/** `led to 2 more messages here (7 instead of 5)` */
function comparePosts(next: number, now: number): string {
  if (next === now) return `changed nothing here (still ${counted(next, 'message')})`;
  const change = counted(Math.abs(next - now), next > now ? 'more message' : 'fewer message');
  return `led to ${change} here (${next} instead of ${now})`;
}

const describePosition = ({ position }: Rule, rules: readonly Rule[]) =>
  `Position ${position + 1} of ${rules.length}. The first matching rule wins.`;
