/** Wraps the action IDs of an answer, so that a press leads back to the place where the answer was shown. */

import { readAction, writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse, ControlRow, Input } from '../../platforms/chat-protocol.ts';

/** Copies an answer, with `write` applied to each action ID of its controls and form. */
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

/** The action IDs of an answer's controls or form. */
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
 * Marks the controls of an answer that everyone in the channel can press, such as a greeting's, and of the answers that
 * follow. Pressing one proves no right to use the command, on a platform where admins can restrict it.
 */
export function markOpen(answer: ChatResponse): ChatResponse {
  return mapActions(answer, action => writeAction('open', action));
}

/** Unwraps an input. `open` is true when it came from a control that everyone can press, see markOpen(). */
export function readOpen(input: Input): { input: Input; open: boolean } {
  if (input.is === 'why' || input.is === 'joined') return { input, open: true };
  const read = 'action' in input ? readAction(input.action) : null;
  if (!('action' in input) || read?.name !== 'open') return { input, open: false };
  return { input: { ...input, action: read.about[0] ?? '' }, open: true };
}
