/** Backtest: compares two lists of rules on the stored events. */

import type { CallboardFile } from '../callboard-yaml/file-schema.ts';
import type { StoredEvent } from '../events/event.ts';
import { workspaceOf } from '../platforms/platform.ts';
import { createTallyCounter, type Tally } from '../rules/compare-decisions.ts';
import type { Rule } from '../rules/rule.ts';
import { listEvents } from '../store/events/events.ts';
import { listChannels } from '../store/settings/channels.ts';
import { otherWorkspacesSources } from '../store/sources/sources.ts';
import type { Db } from '../store/tables.ts';
import { createPause } from '../util/slices.ts';
import { replaySessions } from './backtest-sessions.ts';
import type { Core } from './core.ts';

export interface Backtest {
  /** Counts with the current rules. */
  now: Tally;
  /** Counts with the other rules. */
  next: Tally;
  /** Number of events evaluated. */
  events: number;
  /** True when the only events were tests, which aren't counted. */
  onlyTests: boolean;
  /** True when there were more events since `since` than were evaluated. */
  cut: boolean;
  /** True when the conditions took too many steps, so the newest of these events were not evaluated. */
  stopped: boolean;
}

interface BacktestOptions {
  /** Milliseconds since 1970. */
  since: number;
  /** Events to evaluate at most, the newest ones. */
  most?: number;
  /** Sources whose events the channel never receives. */
  hiddenSources?: readonly string[];
  /** Steps that the conditions may take in total. */
  steps?: number;
  /** Rows per query, few enough to parse within milliseconds. */
  page?: number;
  /** Awaited after each evaluation, so that other requests are served in between. */
  pause?: () => Promise<void>;
}

/** Takes about a second to read and evaluate. */
const mostEvents = 5000;
/** Takes about 2 s. */
const mostSteps = 50_000_000;

/**
 * Evaluates the events since a time (milliseconds) with two lists of one channel's rules. Each event's session is as it was when the
 * event arrived.
 */
export async function backtest(
  db: Db,
  { now, next }: { now: readonly Rule[]; next: readonly Rule[] },
  {
    since,
    most = mostEvents,
    hiddenSources = [],
    steps = mostSteps,
    page = 250,
    pause = createPause(),
  }: BacktestOptions,
): Promise<Backtest> {
  const stored = await readEvents(db, { since, most: most + 1, page, notFrom: hiddenSources });
  const cut = stored.length > most;
  // In order of arrival, as replaySessions() needs them.
  const events = stored.slice(0, most).reverse();
  const counters = { now: createTallyCounter(now), next: createTallyCounter(next) };
  const withSession = events.filter(({ type }) => counters.now.needsSession(type) || counters.next.needsSession(type));
  const sessionAt = await replaySessions(db, withSession, { page, pause });
  let stepsLeft = steps;
  let evaluated = 0;
  for (const event of events) {
    if (stepsLeft < 0) break;
    const findSession = () => sessionAt(event);
    stepsLeft -= counters.now.add(event, findSession);
    await pause();
    stepsLeft -= counters.next.add(event, findSession);
    await pause();
    evaluated += 1;
  }
  const stopped = evaluated < events.length;
  const onlyTests = events.length === 0 && (await hasTests(db, since, hiddenSources));
  return { now: counters.now.tally(), next: counters.next.tally(), events: evaluated, onlyTests, cut, stopped };
}

/** Whether there are test events. */
async function hasTests(db: Db, since: number, notFrom: readonly string[]): Promise<boolean> {
  return (await listEvents(db, { since, status: 'accepted', notFrom, limit: 1 })).length > 0;
}

/** Reads the newest events first, page by page. */
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

/** Backtests every channel of a callboard.yaml with the rules of the file. */
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
