/** Builds the sessions of a backtest, each once, event by event. */

import { createSessionBuilder, type SessionBuilder } from '../events/build-session.ts';
import type { StoredEvent } from '../events/event.ts';
import type { Session } from '../events/session.ts';
import { eventsBySeq } from '../store/events/events.ts';
import { sessionSeqs } from '../store/events/read-sessions.ts';
import { sessionKey } from '../store/events/session-states.ts';
import type { Db } from '../store/tables.ts';

/** Other events of the sessions, at most. Any beyond this number are missing from their session. */
const mostRead = 20_000;
const subjectsAtOnce = 5000;

interface ReadOptions {
  /** Rows per query. */
  page: number;
  /** Awaited after each page. */
  pause: () => Promise<void>;
}

interface OpenSession {
  /** In order of arrival. */
  events: StoredEvent[];
  /** How many of them the builder already has. */
  added: number;
  builder: SessionBuilder;
}

/**
 * Reads the sessions of these events, which are in order of arrival. The returned function gives a session as it was when an
 * event arrived. Call it in the order of the events, and use each session before the next call.
 */
export async function replaySessions(
  db: Db,
  events: readonly StoredEvent[],
  options: ReadOptions,
): Promise<(event: StoredEvent) => Session | null> {
  const sessions = new Map<string, OpenSession>();
  for (const event of await withOthers(db, events, options)) {
    const session = sessions.getOrInsertComputed(keyOf(event), () => {
      return { events: [], added: 0, builder: createSessionBuilder() };
    });
    session.events.push(event);
  }
  return event => {
    const session = sessions.get(keyOf(event));
    if (!session) return null;
    for (
      let next = session.events[session.added];
      next && next.seq <= event.seq;
      next = session.events[session.added]
    ) {
      session.builder.add(next);
      session.added += 1;
    }
    return session.builder.session();
  };
}

/** An event without a subject is a session of its own. */
const keyOf = (event: StoredEvent) => (event.subject === null ? `alone ${event.seq}` : sessionKey(event));

/** The events and all other events of their sessions, in order of arrival. */
async function withOthers(
  db: Db,
  events: readonly StoredEvent[],
  { page, pause }: ReadOptions,
): Promise<readonly StoredEvent[]> {
  const known = new Set(events.map(({ seq }) => seq));
  const missing: number[] = [];
  for (const [source, its] of Map.groupBy(events, event => event.source)) {
    const subjects = [...new Set(its.flatMap(({ subject }) => subject ?? []))];
    for (let at = 0; at < subjects.length; at += subjectsAtOnce) {
      const some = subjects.slice(at, at + subjectsAtOnce);
      const seqs = await sessionSeqs(db, { source, subjects: some, limit: mostRead + events.length });
      for (const seq of seqs) if (!known.has(seq) && missing.length < mostRead) missing.push(seq);
    }
  }
  const others: StoredEvent[] = [];
  for (let at = 0; at < missing.length; at += page) {
    others.push(...(await eventsBySeq(db, missing.slice(at, at + page))));
    await pause();
  }
  return others.length === 0 ? events : [...events, ...others].sort((a, b) => a.seq - b.seq);
}
