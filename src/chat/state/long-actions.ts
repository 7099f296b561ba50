/**
 * Saves action IDs that are longer than platforms carry, and sends a short ID instead. Every answer goes through here, so
 * an action ID of any length fits.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { decodeActionId, encodeActionId, maxActionLength } from '../../platforms/action-id.ts';
import type { ChatResponse, Input } from '../../platforms/chat-protocol.ts';
import { defineSavedState } from '../../store/saved-state.ts';
import type { Db } from '../../store/tables.ts';
import { actionsOf, mapActions } from './answer-actions.ts';

/** No owner: permissions are checked when the action runs. */
const longActions = defineSavedState<string>('long action', z.string());

/** Replaces each action ID that is too long by the short ID of its saved copy. */
export async function saveLongActions(db: Db, answer: ChatResponse): Promise<ChatResponse> {
  const long = actionsOf(answer).filter(action => action.length > maxActionLength);
  for (const action of new Set(long)) await longActions.saveAs(db, null, idOf(action), action, Date.now());
  const shorten = (action: string) =>
    action.length > maxActionLength ? encodeActionId({ is: 'saved', id: idOf(action) }) : action;
  return long.length === 0 ? answer : mapActions(answer, shorten);
}

/** Restores the saved action ID of an input. Null when it has expired, a day after it was last shown. */
export async function restoreLongAction(db: Db, input: Input): Promise<Input | null> {
  if (!('action' in input)) return input;
  const id = decodeActionId(input.action);
  if (id?.is !== 'saved') return input;
  const action = await longActions.read(db, null, id.id, Date.now());
  return action === null ? null : { ...input, action };
}

/** A hash, so that the same action shown twice is saved once. */
const idOf = (action: string) => createHash('sha256').update(action).digest('base64url').slice(0, 16);
