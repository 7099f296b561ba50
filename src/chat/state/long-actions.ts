/**
 * Actions that are longer than platforms carry are kept in the store, and a short one is sent in their place. Every answer
 * goes through here, so whatever an action is about, and wherever it leads back to, it fits.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { maxActionLength, readAction, writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse, Input } from '../../platforms/chat-protocol.ts';
import { defineSavedState } from '../../store/saved-state.ts';
import type { Db } from '../../store/tables.ts';
import { actionsOf, mapActions } from './action-envelope.ts';

/** These have no owner: the step that an action names checks the permissions of the person who uses it. */
const longActions = defineSavedState<string>('long action', z.string());

/** The answer with actions that every platform carries. */
export async function saveLongActions(db: Db, answer: ChatResponse): Promise<ChatResponse> {
  const long = actionsOf(answer).filter(action => action.length > maxActionLength);
  for (const action of new Set(long)) await longActions.saveAs(db, null, idOf(action), action, Date.now());
  return long.length === 0
    ? answer
    : mapActions(answer, action => (action.length > maxActionLength ? writeAction('kept', idOf(action)) : action));
}

/** What was sent with the action that was meant; null when it is not kept any more: a day after it was last shown. */
export async function restoreLongAction(db: Db, input: Input): Promise<Input | null> {
  const read = 'action' in input ? readAction(input.action) : null;
  if (!('action' in input) || read?.name !== 'kept') return input;
  const action = await longActions.read(db, null, read.about[0] ?? '', Date.now());
  return action === null ? null : { ...input, action };
}

/** By its words: the same action shown twice is kept once. */
const idOf = (action: string) => createHash('sha256').update(action).digest('base64url').slice(0, 16);
