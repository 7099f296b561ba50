/**
 * State that chat saves for a day between two presses: drafts, undo records, forms and long actions. Each kind has its own
 * schema, and an ID finds only state of its own kind and owner.
 */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { day, hour } from '../util/duration.ts';
import type { Db } from './tables.ts';
import { ensureTimer } from './timers.ts';

const lifetime = day;

/** The kind of the timer that deletes old state. */
export const savedStateTimer = 'saved-state';

/** Milliseconds between two deletions: one for each piece of state would be many. */
const cleanEvery = hour;

/** Deletes state of every kind that is older than a day, and sets the timer for the rest. */
export async function deleteOldState(db: Db, now: number): Promise<void> {
  await db
    .deleteFrom('saved_state')
    .where('created_at', '<', now - lifetime)
    .execute();
  const { oldest } = await db
    .selectFrom('saved_state')
    .select(eb => eb.fn.min('created_at').as('oldest'))
    .executeTakeFirstOrThrow();
  if (oldest === null) return;
  await ensureTimer(db, { kind: savedStateTimer, key: '', due: oldest + lifetime + cleanEvery, payload: null });
}

/** A person in a channel, as `slack:U0123` and `slack:T0123/C0456`. */
export interface Owner {
  actor: string;
  channel: string;
}

/** `owner` null: state that belongs to no person, such as a long action. Times are milliseconds. */
interface SavedState<State> {
  /** Saves new state and returns its ID: 16 characters of base64url. */
  save(db: Db, owner: Owner | null, state: State, now: number): Promise<string>;
  /** Saves state under the caller's own ID, and replaces state that has it already. */
  saveAs(db: Db, owner: Owner | null, id: string, state: State, now: number): Promise<void>;
  /** Reads state. Null when it is gone, older than a day, of another kind or owner, or no longer fits its schema. */
  read(db: Db, owner: Owner | null, id: string, now: number): Promise<State | null>;
  /** Changes this owner's state; false when it is gone. It stays locked until the transaction ends. */
  update(db: Db, owner: Owner | null, id: string, state: State, now: number): Promise<boolean>;
  /** Deletes this owner's state, if it exists. */
  delete(db: Db, owner: Owner | null, id: string): Promise<void>;
}

/** Defines a kind of saved state. `kind` is stored with each row. Saving state that the schema rejects throws a ZodError. */
export function defineSavedState<State>(kind: string, schema: z.ZodType<State>): SavedState<State> {
  const bodySchema = z.object({ kind: z.literal(kind), state: z.unknown() });
  const toBody = (state: State) => JSON.stringify({ kind, state: schema.parse(state) });

  const states: SavedState<State> = {
    async save(db, owner, state, now) {
      const id = randomBytes(12).toString('base64url');
      await states.saveAs(db, owner, id, state, now);
      return id;
    },

    async saveAs(db, owner, id, state, now) {
      const row = { ...columnsOf(owner), body: toBody(state), created_at: now };
      await db
        .insertInto('saved_state')
        .values({ id, ...row })
        .onConflict(conflict => conflict.column('id').doUpdateSet(row))
        .execute();
      await ensureTimer(db, { kind: savedStateTimer, key: '', due: now + lifetime + cleanEvery, payload: null });
    },

    async read(db, owner, id, now) {
      const { author, channel } = columnsOf(owner);
      const row = await db
        .selectFrom('saved_state')
        .select('body')
        .where('id', '=', id)
        .where('author', '=', author)
        .where('channel', '=', channel)
        .where('created_at', '>=', now - lifetime)
        .executeTakeFirst();
      const body = bodySchema.safeParse(row && JSON.parse(row.body));
      const state = schema.safeParse(body.data?.state);
      return body.success && state.success ? state.data : null;
    },

    async update(db, owner, id, state, now) {
      const { author, channel } = columnsOf(owner);
      const { numUpdatedRows } = await db
        .updateTable('saved_state')
        .set({ body: toBody(state), created_at: now })
        .where('id', '=', id)
        .where('author', '=', author)
        .where('channel', '=', channel)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },

    async delete(db, owner, id) {
      const { author, channel } = columnsOf(owner);
      await db
        .deleteFrom('saved_state')
        .where('id', '=', id)
        .where('author', '=', author)
        .where('channel', '=', channel)
        .execute();
    },
  };
  return states;
}

/** No person's address is empty, so state without an owner never belongs to a person. */
function columnsOf(owner: Owner | null): { author: string; channel: string } {
  return owner ? { author: owner.actor, channel: owner.channel } : { author: '', channel: '' };
}
