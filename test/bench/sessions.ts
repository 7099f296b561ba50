/**
 * A session of 10,000 events, compared with sessions of 10: routing by a rule that reads the session, rendering, and backtest.
 * Each event is about another person, so that the long session is as large as one can be.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillPart, type StoredEvent } from '../../src/events/event.ts';
import { render } from '../../src/messages/render-template.ts';
import { findTemplate, loadBuiltins } from '../../src/messages/template/built-in-templates.ts';
import { backtest } from '../../src/operations/backtest.ts';
import { type Core, openCore } from '../../src/operations/core.ts';
import { buildIndex } from '../../src/rules/match.ts';
import { listEvents } from '../../src/store/events/events.ts';
import { addEvents } from '../../src/store/events/insert-events.ts';
import type { NewEvent } from '../../src/store/events/new-event.ts';
import { readSession } from '../../src/store/events/read-sessions.ts';
import { makeEvent } from '../messages/samples.ts';
import { rulesOf } from '../rules/arbitrary-rules.ts';
import { atMost, type Figure, perSecond, plain, ratio } from './figures.ts';
import { runLoad } from './load.ts';
import { cpuOf } from './process-usage.ts';
import { withContestants } from './servers/contestants.ts';
import { median } from './statistics.ts';
import { meetingEvent } from './webhooks.ts';

const long = 10_000;
const rounds = 5;
/** Events measured of the long session, and as many in short ones. */
const measured = 500;
const short = 10;
const channel = 'slack:T0123/C1000';
const rule = { on: '*', if: 'session.peak > 0 && session.people.size() > 0' };
const most = 2;

export async function measureSessions(): Promise<Figure[]> {
  return [...(await measureServer()), ...(await measureParts())];
}

/** The processor time of the whole server per event, posted. The 10,000 are routed by a rule that reads the session. */
function measureServer(): Promise<Figure[]> {
  const routed = { on: 'participant.left', if: 'session.peak > 1000000' };
  const config = JSON.stringify({
    channels: { [channel]: { rules: [routed, { ...rule, on: 'participant.joined' }] } },
  });
  const callers = 2 * rounds * measured;
  return withContestants(['now'], { rooms: [], callers, config }, async ([contestant]) => {
    if (!contestant) return [];
    const { url, pid, chat } = contestant;
    const fill = await runLoad({ url, connections: 32, requests: long, body: n => meetingEvent('left', n, 'long') });
    let next = 0;
    const costOf = async (meetingOf: (n: number) => string) => {
      const first = next;
      next += measured;
      const before = cpuOf(pid);
      const body = (n: number) => meetingEvent('joined', first + n, meetingOf(first + n));
      await runLoad({ url, connections: 16, requests: measured, body, every: 10 });
      await chat.arrived(first, next);
      return (cpuOf(pid) - before) / measured;
    };
    const costs: { long: number; short: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const ofShort = await costOf(n => `short ${Math.floor(n / short)}`);
      costs.push({ short: ofShort, long: await costOf(() => 'long') });
    }
    const cost = (name: 'long' | 'short') => median(costs.map(round => round[name]));
    return [
      plain('10,000 events of one session, routed by it', (long / fill) * 1000, perSecond),
      plain(`processor time per event at 100/s, sessions of ${short}`, cost('short'), milliseconds),
      plain('the same, after the 10,000th of one session', cost('long'), milliseconds),
      atMost('the latter to the former', median(costs.map(round => round.long / round.short)), most, ratio),
    ];
  });
}

const milliseconds = (value: number) => `${value.toFixed(2)} ms`;

interface Store {
  core: Core;
  /** The last ones. */
  events: StoredEvent[];
}

/** Routing, rendering and backtest by themselves, in this process. A backtest covers all events of its store. */
async function measureParts(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'callboard-bench-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const start = Date.now() - 3_600_000;
  const fill = async (name: string, sessionOf: (at: number) => string): Promise<Store> => {
    const core = await openCore(`sqlite:${join(folder, `${name}.db`)}`);
    stack.defer(() => core.close());
    const events = Array.from({ length: long }, (_, at) => joined(at, start + at, sessionOf(at)));
    for (let at = 0; at < events.length; at += 500) await addEvents(core.database, events.slice(at, at + 500));
    const last = await listEvents(core.database.db, { limit: measured });
    for (const event of last) await readSession(core.database.db, event);
    return { core, events: last };
  };
  const stores = {
    short: await fill('short', at => `short ${Math.floor(at / short)}`),
    long: await fill('long', () => 'long'),
  };
  const rules = rulesOf(channel, rule);
  const index = buildIndex(rules);
  const template = findTemplate(loadBuiltins(), 'participant.joined');
  const works: Record<string, (store: Store) => Promise<unknown>> = {
    routing: async ({ core, events }) => {
      for (const event of events) {
        const session = await readSession(core.database.db, event);
        index.decide(event, () => session);
      }
    },
    rendering: async ({ core, events }) => {
      for (const event of events) {
        const session = await readSession(core.database.db, event);
        render(template, { event, providerTitle: 'CometChat', session, timezone: null });
      }
    },
    backtest: ({ core }) =>
      backtest(
        core.database.db,
        { now: [], next: rules },
        { since: start, most: long, steps: Number.POSITIVE_INFINITY },
      ),
  };
  const figures: Figure[] = [];
  for (const [name, work] of Object.entries(works)) {
    const ratios: number[] = [];
    // The first warms up.
    for (let round = 0; round <= rounds; round++) {
      const cost = { short: await took(() => work(stores.short)), long: await took(() => work(stores.long)) };
      if (round > 0) ratios.push(cost.long / cost.short);
    }
    figures.push(atMost(`${name}: the 10,000th event to the 10th`, median(ratios), most, ratio));
  }
  return figures;
}

/** Processor time of this process, with SQLite's thread. */
async function took(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

function joined(at: number, time: number, subject: string): NewEvent {
  const iso = new Date(time).toISOString();
  const participant = fillPart('participant', { id: `u${at}`, name: `Person ${at}`, joinedAt: iso });
  const { id: _, ...event } = makeEvent('participant.joined', { participant });
  return { event: { ...event, subject, time: iso }, raw: '{}', key: [String(at)], problems: [], receivedAt: time };
}
