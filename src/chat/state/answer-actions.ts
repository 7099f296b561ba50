/** Changes the action IDs of an answer's controls and form. */

import { decodeActionId, encodeActionId, type Shown } from '../../platforms/action-id.ts';
import type { ChatResponse, ControlRow } from '../../platforms/chat-protocol.ts';

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

/** Writes into the action IDs of an answer where it is shown. A press leads back there, and proves only the rights of that place. */
export function showIn(shown: Shown, answer: ChatResponse): ChatResponse {
  return mapActions(answer, action => {
    const id = decodeActionId(action);
    return id !== null && 'shown' in id ? encodeActionId({ ...id, shown }) : action;
  });
}
