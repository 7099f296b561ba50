/** What a drafted rule says and would have done, before it is saved. */
import type { Answer, Select } from '../../platforms/chat.ts';
import { writeAction } from '../../platforms/chat-action.ts';
import { formatTally } from '../../rules/backtest.ts';
import type { Rule } from '../../rules/rule.ts';
import type { Backtest } from '../backtest.ts';
import type { Context } from './command.ts';
import { obstacleBlocks } from './obstacle.ts';
import { offerAnew } from './rule-anew.ts';
import { backtestHere, type RuleDraft, withDraft } from './rule-draft.ts';
import { notesOn } from './rule-notes.ts';
import { ruleText, ruleWords } from './rule-words.ts';
import { bullets, button, buttons, paragraph, reply, short, type Words } from './say.ts';
import { noteOnTemplate } from './template-names.ts';

/** With the buttons of add.ts; of a rule that was removed meanwhile, what can become of it. */
export async function review(context: Context, id: string, draft: RuleDraft, replaces = false): Promise<Answer> {
  const { now, next, drafted } = await withDraft(context, draft);
  if (draft.id !== null && !now.some(rule => rule.id === draft.id)) return offerAnew(id, draft);
  const tested = await backtestHere(context, { now, next });
  const templates = await context.core.loadTemplates(context.core.database.db, context.channel);
  const notes = [...noteOnTemplate(draft.rule, templates, 'here'), ...notesOn(drafted, next)];
  const about = (name: string) => writeAction(`add.${name}`, id);
  return reply(draft.id === null ? 'A new rule, not saved yet' : `Rule ${drafted.position + 1}, not saved yet`, {
    blocks: [
      paragraph(ruleWords(draft.rule)),
      ...(next.length > 1 ? [paragraph(placeWords(drafted, next))] : []),
      paragraph(backtestWords(tested, drafted)),
      ...(await obstacleBlocks(context, context.channel)),
      ...(notes.length > 0 ? [bullets(notes)] : []),
    ],
    controls: [
      ...buttons(
        button('Save', about('save'), 'primary'),
        button('Change…', about('change')),
        button('Narrow…', about('narrow')),
        button('More…', about('more')),
        button('Cancel', about('cancel')),
      ),
      ...(next.length > 1 ? [placeSelect(about('place'), next, drafted)] : []),
    ],
    replaces,
  });
}

function backtestWords({ now, next, events, cut, stopped }: Backtest, { id }: Rule): Words {
  if (events === 0) return 'Nothing came in the last 7 days, so there is nothing to try it on.';
  const which = cut ? `the newest ${events} events of the last 7 days` : `the last 7 days' events`;
  if (stopped)
    return `These conditions take long: only ${events} of the last 7 days' events were tried. Of them ${formatTally(next)}; now: ${formatTally(now)}.`;
  const decided = next.byRule.get(id) ?? 0;
  const own = decided === 0 ? 'It would have decided none of them.' : `It would have decided ${decided} of them.`;
  return `With these rules ${which} here would have been ${formatTally(next)}; now: ${formatTally(now)}. ${own}`;
}

const placeWords = ({ position }: Rule, rules: readonly Rule[]) =>
  `It is number ${position + 1} of ${rules.length}: the first rule that matches an event decides.`;

/** At most 25: near the ends and around where it is. */
function placeSelect(action: string, rules: readonly Rule[], { position }: Rule): Select {
  const all = rules.map((_, place) => place);
  const near = all.filter(
    place => all.length <= 25 || place === 0 || place === all.length - 1 || Math.abs(place - position) <= 11,
  );
  const others = rules.filter((_, place) => place !== position);
  return {
    is: 'select',
    placeholder: 'Place…',
    action,
    choices: near.map(place => ({ label: placeLabel(place, others), value: String(place) })),
  };
}

function placeLabel(place: number, others: readonly Rule[]): string {
  if (place === 0) return 'First';
  if (place === others.length) return 'Last';
  const before = others[place - 1];
  return short(`After ${before ? ruleText(before) : place}`);
}
