/** What other rules would have made of the events that the store has. */
import type { Core } from '../core.ts';
import type { StoredEvent } from '../events/event.ts';
import { foldSession } from '../events/fold.ts';
import type { Session } from '../events/session.ts';
import { workspaceOf } from '../platforms/platform.ts';
import { type Tally, tally } from '../rules/backtest.ts';
import type { CallboardFile } from '../rules/file/format.ts';
import { buildIndex } from '../rules/match.ts';
import type { Rule } from '../rules/rule.ts';
import { listChannels } from '../store/channels.ts';
import { listEvents, sessionsOf } from '../store/events.ts';
import type { Db } from '../store/tables.ts';
import { sampleSource } from './sample-here.ts';

export interface Backtest {
  /** With the rules as they are. */
  now: Tally;
  /** With those that are asked about. */
  next: Tally;
  /** How many events were looked at: the newest. */
  events: number;
  /** There were more, since the moment asked for, than are looked at. */
  cut: boolean;
}

/** As many as are read and judged within a second. */
const mostEvents = 5000;

/** SQLite takes 32,766 parameters a statement. */
const subjectsAtOnce = 5000;

/**
 * Holds what came since a moment (milliseconds) against two lists of one channel. A session is as it stood when the event
 * came. `unheard` are the sources that the channel may not hear of.
 */
export async function backtest(
  db: Db,
  { now, next }: { now: readonly Rule[]; next: readonly Rule[] },
  { since, most = mostEvents, unheard = [] }: { since: number; most?: number; unheard?: readonly string[] },
): Promise<Backtest> {
  const notFrom = [sampleSource, ...unheard];
  const stored = await listEvents(db, { since, status: 'accepted', notFrom, limit: most + 1 });
  const events = stored.slice(0, most);
  const findSession = await loadSessions(db, events, [...now, ...next]);
  return {
    now: tally(events, now, findSession),
    next: tally(events, next, findSession),
    events: events.length,
    cut: stored.length > most,
  };
}

/** The sources that are other workspaces' alone; `owners` as listOwners() gives them. */
export function sourcesUnheard(owners: ReadonlyMap<string, string>, workspace: string): string[] {
  return [...owners].flatMap(([source, owner]) => (owner === workspace ? [] : source));
}

/** The same for every channel of a callboard.yaml, each by the rules that it would have. */
export async function backtestFile(
  { database: { db }, loadRouting }: Core,
  { channels }: CallboardFile,
  options: { since: number; most?: number },
): Promise<({ channel: string } & Backtest)[]> {
  const stored = await listChannels(db);
  const { owners } = await loadRouting(db);
  const tested = [];
  for (const [channel, { rules }] of Object.entries(channels)) {
    const now = stored.find(({ address }) => address === channel)?.rules ?? [];
    const next = rules.map((rule, position) => ({ ...rule, id: String(position), channel, position }));
    const unheard = sourcesUnheard(owners, workspaceOf(channel));
    tested.push({ channel, ...(await backtest(db, { now, next }, { ...options, unheard })) });
  }
  return tested;
}

/** The sessions of those events whose rules ask for one. */
async function loadSessions(
  db: Db,
  events: readonly StoredEvent[],
  rules: readonly Rule[],
): Promise<(event: StoredEvent) => Session | null> {
  const { needsSession } = buildIndex(rules);
  const asking = events.filter(({ type }) => needsSession(type));
  const sessions = new Map<string, StoredEvent[]>();
  for (let at = 0; at < asking.length; at += subjectsAtOnce) {
    for (const [id, its] of await sessionsOf(db, asking.slice(at, at + subjectsAtOnce))) sessions.set(id, its);
  }
  return event => foldSession((sessions.get(event.id) ?? [event]).filter(({ seq }) => seq <= event.seq));
}
