/** Offers to add a rule again when the rule or its draft was deleted during the edit, so no typed text is lost. */

import { describeRule } from '../../operations/describe-rule.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse } from '../../platforms/chat-protocol.ts';
import { button, buttons, commandButton, paragraph, refuse } from '../reply/build-reply.ts';
import type { RuleDraft } from './form/rule-draft.ts';

/** The second part of the action ID, as in buttons that were posted earlier. */
export const recreateAction = 'recreate';

/** The rule was deleted during the edit: offers to add it as a new one. */
export function offerDeletedRule(id: string, { rule }: RuleDraft): ChatResponse {
  return refuse('This rule was deleted while you were editing', {
    blocks: [paragraph(['Your changes: ', ...describeRule(rule)])],
    controls: buttons(
      button('Add it as a new rule', writeAction(`add.${recreateAction}`, id), 'primary'),
      button('Cancel', writeAction('add.cancel', id)),
      commandButton('Open rules', 'rules'),
    ),
    replaces: true,
  });
}

/**
 * A form was submitted whose draft no longer exists: offers a new draft with the form's contents. `knowsEvents`: the form
 * had the events field.
 */
export function offerLostDraft(id: string, { rule }: RuleDraft, knowsEvents: boolean): ChatResponse {
  return refuse('This draft was already saved or discarded, or has expired', {
    blocks: [
      knowsEvents
        ? paragraph(['Your changes are safe: ', ...describeRule(rule)])
        : paragraph('Your changes are safe, except the selected events. Select them again.'),
    ],
    controls: buttons(
      knowsEvents
        ? button('Add it as a new rule', writeAction(`add.${recreateAction}`, id), 'primary')
        : button('Select events…', writeAction('add.change', id), 'primary'),
      button('Cancel', writeAction('add.cancel', id)),
      commandButton('Open rules', 'rules'),
    ),
  });
}
