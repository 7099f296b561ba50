/** What other rules would have made of the events that the store has. */

import type { CallboardFile } from '../callboard-yaml/file-schema.ts';
import type { StoredEvent } from '../events/event.ts';
import { workspaceOf } from '../platforms/platform.ts';
import { createTallyCounter, type Tally } from '../rules/compare-decisions.ts';
import type { Rule } from '../rules/rule.ts';
import { listEvents } from '../store/events/events.ts';
import { listChannels } from '../store/settings/channels.ts';
import type { Db } from '../store/tables.ts';
import { createPause } from '../util/slices.ts';
import { readSessions } from './backtest-sessions.ts';
import type { Core } from './core.ts';

export interface Backtest {
  /** With the rules as they are. */
  now: Tally;
  /** With those that are asked about. */
  next: Tally;
  /** How many events were judged. */
  events: number;
  /** There were no other events than tests, which aren't counted. */
  onlyTests: boolean;
  /** There were more, since the moment asked for, than the newest that were judged. */
  cut: boolean;
  /** The conditions took too many steps: the newest of the events were not judged. */
  stopped: boolean;
}

export interface BacktestOptions {
  /** Milliseconds since 1970. */
  since: number;
  /** Events that are judged at most, the newest. */
  most?: number;
  /** Sources that the channel may not hear of. */
  hiddenSources?: readonly string[];
  /** Steps that the conditions may take for all events together. */
  steps?: number;
  /** Rows that are read at once: as many as are parsed within some milliseconds. */
  page?: number;
  /** Awaited after each event, so that others are served meanwhile. */
  pause?: () => Promise<void>;
}

/** As many as are read and judged within a second. */
const mostEvents = 5000;
/** Some 2 s. */
const mostStepsTogether = 50_000_000;
/** Judges the events since a moment by two lists of one channel's rules. Each event's session is as it was when the event came. */
export async function backtest(
  db: Db,
  { now, next }: { now: readonly Rule[]; next: readonly Rule[] },
  {
    since,
    most = mostEvents,
    hiddenSources = [],
    steps = mostStepsTogether,
    page = 250,
    pause = createPause(),
  }: BacktestOptions,
): Promise<Backtest> {
  const stored = await readEvents(db, { since, most: most + 1, page, notFrom: hiddenSources });
  const cut = stored.length > most;
  // In order of arrival, so that each session grows event by event.
  const events = stored.slice(0, most).reverse();
  const counters = { now: createTallyCounter(now), next: createTallyCounter(next) };
  const asking = events.filter(({ type }) => counters.now.needsSession(type) || counters.next.needsSession(type));
  const sessionAt = await readSessions(db, asking, { page, pause });
  let left = steps;
  let judged = 0;
  for (const event of events) {
    if (left < 0) break;
    const findSession = () => sessionAt(event);
    left -= counters.now.add(event, findSession);
    await pause();
    left -= counters.next.add(event, findSession);
    await pause();
    judged += 1;
  }
  const stopped = judged < events.length;
  const onlyTests = events.length === 0 && (await hasTests(db, since, hiddenSources));
  return { now: counters.now.tally(), next: counters.next.tally(), events: judged, onlyTests, cut, stopped };
}

/** Asked only where there are no real events. */
async function hasTests(db: Db, since: number, notFrom: readonly string[]): Promise<boolean> {
  return (await listEvents(db, { since, status: 'accepted', notFrom, limit: 1 })).length > 0;
}

/** The newest first, page by page. */
async function readEvents(
  db: Db,
  { since, most, page, notFrom }: { since: number; most: number; page: number; notFrom: readonly string[] },
): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  while (events.length < most) {
    const last = events.at(-1);
    const limit = Math.min(page, most - events.length);
    const more = await listEvents(db, {
      since,
      status: 'accepted',
      realOnly: true,
      notFrom,
      limit,
      ...(last && { before: last.seq }),
    });
    events.push(...more);
    if (more.length < limit) break;
  }
  return events;
}

/** The sources that are other workspaces' alone; `owners` as listOwners() gives them. */
export function otherWorkspacesSources(owners: ReadonlyMap<string, string>, workspace: string): string[] {
  return [...owners].flatMap(([source, owner]) => (owner === workspace ? [] : source));
}

/** The same for every channel of a callboard.yaml, each by the rules that it would have. */
export async function backtestFile(
  { database: { db }, loadRoutingTable }: Core,
  { channels }: CallboardFile,
  options: Pick<BacktestOptions, 'since' | 'most'>,
): Promise<({ channel: string } & Backtest)[]> {
  const stored = await listChannels(db);
  const { owners } = await loadRoutingTable(db);
  const tested = [];
  for (const [channel, { rules }] of Object.entries(channels)) {
    const now = stored.find(({ address }) => address === channel)?.rules ?? [];
    const next = rules.map((rule, position) => ({ ...rule, id: String(position), channel, position }));
    const hiddenSources = otherWorkspacesSources(owners, workspaceOf(channel));
    tested.push({ channel, ...(await backtest(db, { now, next }, { ...options, hiddenSources })) });
  }
  return tested;
}
