/** The stored states of long sessions. */
import { sql } from 'kysely';
import { createSessionBuilder, type SessionBuilder } from '../../events/build-session.ts';
import type { StoredEvent } from '../../events/event.ts';
import { type SessionState, stateVersion } from '../../events/session-state.ts';
import { bulkRows, type Columns } from '../bulk-values.ts';
import type { Db } from '../tables.ts';

/** Identifies a session. A test webhook with a real session's ID isn't part of that session. */
export interface SessionKey {
  source: string;
  subject: string;
  /** 1 for test webhooks. */
  test: 0 | 1;
}

/** Returns the key of an event's session as text. */
export const sessionKey = ({ source, subject, test }: Pick<StoredEvent, 'source' | 'subject' | 'test'>) =>
  JSON.stringify([source, subject, Boolean(test)]);

export function keyOf({ source, subject, test }: StoredEvent): SessionKey | null {
  return subject === null ? null : { source, subject, test: test ? 1 : 0 };
}

const textOf = ({ test, ...key }: SessionKey) => sessionKey({ ...key, test: test === 1 ? 'real' : null });

export interface OpenSession {
  key: SessionKey;
  builder: SessionBuilder;
  /** The `seq` of the last event in the builder. */
  upto: number;
  /** The state's revision; 0 without one. */
  revision: number;
  /** Events that are not in the stored state. */
  added: number;
}

export const keyColumns: Columns<SessionKey> = { source: 'text', subject: 'text', test: 'bigint' };

/** Continues from the stored states. In order of the keys, so that two writers never wait for each other. */
export async function openSessions(db: Db, keys: readonly SessionKey[]): Promise<Map<string, OpenSession>> {
  const sorted = new Map(keys.map((key): [string, SessionKey] => [textOf(key), key]).sort());
  const stored = new Map<string, { upto: number; state: string | null; revision: number }>();
  for (const values of bulkRows(db, keyColumns, keys)) {
    const { rows } = await sql<SessionKey & { upto: number; state: string | null; revision: number }>`
      select sessions.* from (${values}) as wanted join sessions on sessions.source = wanted.source
        and sessions.subject = wanted.subject and sessions.test = wanted.test`.execute(db);
    for (const row of rows) stored.set(textOf(row), row);
  }
  return new Map(
    [...sorted].map(([text, key]) => {
      const { upto = 0, state = null, revision = 0 } = stored.get(text) ?? {};
      const parsed: SessionState | null = state === null ? null : JSON.parse(state);
      if (parsed?.version !== stateVersion) {
        return [text, { key, builder: createSessionBuilder(), upto: 0, revision, added: 0 }];
      }
      return [text, { key, builder: createSessionBuilder(parsed), upto, revision, added: 0 }];
    }),
  );
}

/** Stores a state, unless it was discarded meanwhile or another process has stored a later one. */
export async function storeState(db: Db, { key, builder, upto, revision }: OpenSession): Promise<void> {
  const state = JSON.stringify(builder.state());
  await db
    .insertInto('sessions')
    .values({ ...key, upto, state, revision })
    .onConflict(conflict =>
      conflict
        .columns(['source', 'subject', 'test'])
        .doUpdateSet({ upto, state })
        .where('sessions.revision', '=', revision)
        .where('sessions.upto', '<', upto),
    )
    .execute();
}

/**
 * Discards the state of an event's session, because the event has joined or left it out of order. A reader that has
 * started earlier can't store its state any more: the revision has changed.
 */
export async function discardState(db: Db, seq: number): Promise<void> {
  const row = await db
    .selectFrom('events')
    .select(['source', 'subject', 'test'])
    .where('seq', '=', seq)
    .executeTakeFirst();
  if (!row || row.subject === null) return;
  await db
    .insertInto('sessions')
    .values({ source: row.source, subject: row.subject, test: row.test ? 1 : 0, upto: 0, state: null, revision: 1 })
    .onConflict(conflict =>
      conflict
        .columns(['source', 'subject', 'test'])
        .doUpdateSet(eb => ({ upto: 0, state: null, revision: eb('sessions.revision', '+', 1) })),
    )
    .execute();
}
