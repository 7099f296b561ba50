/** Shows a drafted rule before it is saved, with its effect on the last 7 days' events. */

import { formatRule } from '../../../callboard-yaml/print-file.ts';
import type { Backtest } from '../../../operations/backtest.ts';
import { describeRule } from '../../../operations/describe-rule.ts';
import { warnOfMissingTemplate } from '../../../operations/template-names.ts';
import { writeAction } from '../../../platforms/action-id.ts';
import type { ChatResponse } from '../../../platforms/chat-protocol.ts';
import type { Rule, RuleBody } from '../../../rules/rule.ts';
import { bodyOf } from '../../../store/settings/rules.ts';
import { counted } from '../../../util/plural.ts';
import type { ChatContext } from '../../command.ts';
import { bullets, button, buttons, type InlineText, paragraph, reply } from '../../reply/build-reply.ts';
import { postingProblemBlocks } from '../../shared/posting-permission.ts';
import { mentionsOf } from '../../shared/typed-mentions.ts';
import { placeSelect } from '../place-select.ts';
import { offerDeletedRule } from '../recreate-rule.ts';
import { ruleWarnings } from '../rule-warnings.ts';
import { backtestHere, type RuleDraft, withDraft } from './rule-draft.ts';
import { hasOneForm } from './rule-form.ts';

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
  const before = now.find(({ id: each }) => each === draft.id);
  const isChanged = before && formatRule(bodyOf(before)) !== formatRule(draft.rule);
  const notes = [
    ...(await mentionProblems(draft.rule, context)),
    ...warnOfMissingTemplate(draft.rule, templates, 'here'),
    ...ruleWarnings(drafted, next, now),
  ];
  const others = now.filter(({ id: other }) => other !== draft.id);
  const draftAction = (name: string) => writeAction(`add.${name}`, id);
  return reply(
    draft.id === null
      ? 'Review new rule'
      : `Review changes to rule ${now.findIndex(({ id: each }) => each === draft.id) + 1}`,
    {
      blocks: [
        paragraph(describeRule(draft.rule)),
        ...(before && isChanged ? [paragraph(['Before: ', ...describeRule(before)])] : []),
        ...(next.length > 1 ? [paragraph(describePosition(drafted, next))] : []),
        paragraph(describeBacktest(tested, drafted)),
        ...(await postingProblemBlocks(context, context.channel)),
        ...(notes.length > 0 ? [bullets(notes)] : []),
      ],
      controls: [
        ...buttons(
          button('Save rule', draftAction('save'), 'primary'),
          ...(hasOneForm(context)
            ? [button('Edit rule…', draftAction('change'))]
            : [
                button('Edit events…', draftAction('change')),
                button('Add filters…', draftAction('narrow')),
                button('Set template…', draftAction('more')),
              ]),
          button('Cancel', draftAction('cancel')),
        ),
        ...(next.length > 1 ? [placeSelect(draftAction('place'), others, drafted.position)] : []),
      ],
      replaces,
    },
  );
}

/**
 * Why saving would be refused, so that people see it before they press. Empty when the platform doesn't answer, because
 * saving checks again. A paused rule pings no one.
 */
async function mentionProblems(rule: RuleBody, { by, channel, findMentionProblem }: ChatContext): Promise<string[]> {
  const mentions = rule.paused ? [] : mentionsOf(rule);
  const problem = mentions.length > 0 ? await findMentionProblem(by.id, channel, mentions).catch(() => null) : null;
  return problem === null ? [] : [problem];
}

function describeBacktest({ now, next, events, onlyTests, cut, stopped }: Backtest, { id }: Rule): InlineText {
  if (onlyTests) return 'Nothing to compare yet: only test webhooks were received in the last 7 days.';
  if (events === 0) return 'No events in the last 7 days to test this on.';
  const which = cut || stopped ? `Newest ${counted(events, 'event')} of the last 7 days` : 'Last 7 days';
  const slow = stopped ? ' These conditions are slow, so older events weren’t tested.' : '';
  const own = `This rule matches ${next.byRule.get(id) ?? 0} of ${counted(events, 'event')}.`;
  return `${which}: ${comparePosts(next.posted, now.posted)}. ${own}${slow}`;
}

/** `7 posts instead of 5 (+2)` */
function comparePosts(next: number, now: number): string {
  if (next === now) return `${counted(next, 'post')}, as before`;
  return `${counted(next, 'post')} instead of ${now} (${next > now ? '+' : '−'}${Math.abs(next - now)})`;
}

const describePosition = ({ position }: Rule, rules: readonly Rule[]) =>
  `Position ${position + 1} of ${rules.length}. The first matching rule wins.`;
