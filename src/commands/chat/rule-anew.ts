/** What was typed for a rule or a form that is gone is not lost: it can be a new rule. */
import type { Answer } from '../../platforms/chat.ts';
import { writeAction } from '../../platforms/chat-action.ts';
import type { RuleDraft } from './rule-draft.ts';
import { ruleWords } from './rule-words.ts';
import { button, buttons, code, paragraph, refuse, typed } from './say.ts';

/** The rule was removed while it was edited. */
export function offerAnew(id: string, { rule }: RuleDraft): Answer {
  return refuse('That rule has been removed since', {
    blocks: [paragraph(['What you made of it is kept: ', ...ruleWords(rule)])],
    controls: buttons(
      button('Add it as a new rule', writeAction('add.anew', id), 'primary'),
      button('Cancel', writeAction('add.cancel', id)),
      typed('Rules', 'rules'),
    ),
    replaces: true,
  });
}

/** A form was sent whose draft is gone: what stood in it is a new draft, which knows its events if they were asked there. */
export function offerTyped(id: string, { rule }: RuleDraft, knowsEvents: boolean): Answer {
  return refuse('This form was saved or thrown away since, or is more than a day old', {
    blocks: [
      knowsEvents
        ? paragraph(['What you typed is kept: ', ...ruleWords(rule)])
        : paragraph(['What you typed is kept. Its events are not known any more: ', code('*'), ' is every event.']),
    ],
    controls: buttons(
      knowsEvents
        ? button('Add it as a new rule', writeAction('add.anew', id), 'primary')
        : button('Choose its events…', writeAction('add.change', id), 'primary'),
      button('Cancel', writeAction('add.cancel', id)),
      typed('Rules', 'rules'),
    ),
  });
}
