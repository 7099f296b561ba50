/** What was typed for a rule or a form that is gone is not lost: it can be a new rule. */

import { writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse } from '../../platforms/chat-protocol.ts';
import { button, buttons, commandButton, paragraph, refuse } from '../reply/build-reply.ts';
import { describeRule } from './describe-rule.ts';
import type { RuleDraft } from './form/rule-draft.ts';

/** The rule was removed while it was edited. */
export function offerDeletedRule(id: string, { rule }: RuleDraft): ChatResponse {
  return refuse('This rule was deleted while you were editing', {
    blocks: [paragraph(['Your changes: ', ...describeRule(rule)])],
    controls: buttons(
      button('Add it as a new rule', writeAction('add.anew', id), 'primary'),
      button('Cancel', writeAction('add.cancel', id)),
      commandButton('Rules', 'rules'),
    ),
    replaces: true,
  });
}

/** A form was sent whose draft is gone: what stood in it is a new draft, which knows its events if they were asked there. */
export function offerLostDraft(id: string, { rule }: RuleDraft, knowsEvents: boolean): ChatResponse {
  return refuse('This draft was already saved or discarded, or has expired', {
    blocks: [
      knowsEvents
        ? paragraph(['Your text is safe: ', ...describeRule(rule)])
        : paragraph('Your text is safe, but its events are gone. Select events again.'),
    ],
    controls: buttons(
      knowsEvents
        ? button('Add it as a new rule', writeAction('add.anew', id), 'primary')
        : button('Select events…', writeAction('add.change', id), 'primary'),
      button('Cancel', writeAction('add.cancel', id)),
      commandButton('Rules', 'rules'),
    ),
  });
}
