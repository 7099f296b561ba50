/** Controls that lead back to where they were shown: the App Home, or a message that everybody sees. */

import { readAction, writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse, ControlRow, Input } from '../../platforms/chat-protocol.ts';

/** The same answer, the actions of its controls and forms written anew. */
export function mapActions(answer: ChatResponse, write: (action: string) => string): ChatResponse {
  switch (answer.is) {
    case 'reply':
      return { ...answer, ...(answer.controls && { controls: answer.controls.map(row => mapRow(row, write)) }) };
    case 'form':
    case 'invalid':
      return { ...answer, form: { ...answer.form, action: write(answer.form.action) } };
    default:
      return answer;
  }
}

/** Those of its controls, or of its form. */
export function actionsOf(answer: ChatResponse): string[] {
  const actions: string[] = [];
  mapActions(answer, action => {
    actions.push(action);
    return action;
  });
  return actions;
}

function mapRow(row: ControlRow, write: (action: string) => string): ControlRow {
  if (row.is === 'select') return { ...row, action: write(row.action) };
  return { ...row, buttons: row.buttons.map(button => ({ ...button, action: write(button.action) })) };
}

/**
 * Controls that anybody can reach, as a greeting's and those that follow from it: pressing one does not prove what using
 * the command proves, on a platform that asks for a permission to use it.
 */
export function markOpen(answer: ChatResponse): ChatResponse {
  return mapActions(answer, action => writeAction('open', action));
}

/** What is really asked, and whether by what anybody can reach. */
export function readOpen(input: Input): { input: Input; open: boolean } {
  if (input.is === 'why' || input.is === 'joined') return { input, open: true };
  const read = 'action' in input ? readAction(input.action) : null;
  if (!('action' in input) || read?.name !== 'open') return { input, open: false };
  return { input: { ...input, action: read.about[0] ?? '' }, open: true };
}
