/**
 * Actions that are longer than platforms carry are kept in the store, and a short one is sent in their place. Every answer
 * goes through here, so whatever an action is about, and wherever it leads back to, it fits.
 */
import { createHash } from 'node:crypto';
import type { Answer, Input } from '../../platforms/chat.ts';
import { mostAction, readAction, writeAction } from '../../platforms/chat-action.ts';
import { findDraft, keepDraftAs } from '../../store/drafts.ts';
import type { Db } from '../../store/tables.ts';
import { actionsOf, mapActions } from './controls.ts';

/** Nobody's: an action says itself whom it serves, and whoever uses it is asked whether they may. */
const owner = { author: 'anybody', channel: 'kept action' } as const;

/** The answer with actions that every platform carries. */
export async function keepLongActions(db: Db, answer: Answer): Promise<Answer> {
  const long = actionsOf(answer).filter(action => action.length > mostAction);
  for (const body of new Set(long)) await keepDraftAs(db, idOf(body), { ...owner, body }, Date.now());
  return long.length === 0
    ? answer
    : mapActions(answer, action => (action.length > mostAction ? writeAction('kept', idOf(action)) : action));
}

/** What was sent with the action that was meant; null when it is not kept any more: a day after it was last shown. */
export async function readKeptAction(db: Db, input: Input): Promise<Input | null> {
  const read = 'action' in input ? readAction(input.action) : null;
  if (!('action' in input) || read?.name !== 'kept') return input;
  const action = await findDraft(db, read.about[0] ?? '', owner, Date.now());
  return typeof action === 'string' ? { ...input, action } : null;
}

/** By its words: the same action shown twice is kept once. */
const idOf = (action: string) => createHash('sha256').update(action).digest('base64url').slice(0, 16);
