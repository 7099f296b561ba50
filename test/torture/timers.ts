/** Timers of a torture run: each must fire once, or be canceled. A table records what happened to each, in its transaction. */
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { TimerHandler } from '../../src/scheduler/scheduler.ts';
import type { Database } from '../../src/store/database.ts';
import type { Db } from '../../src/store/tables.ts';
import { cancelTimer, setTimer } from '../../src/store/timers.ts';
import type { Offence } from './check.ts';

/** `chain`: sets its successor when it fires. `once`: fires once, or is canceled by a chain. */
const kinds = { chain: 'torture-chain', once: 'torture-once' } as const;
type Kind = (typeof kinds)[keyof typeof kinds];

const chains = 20;
/** Timers that are due at random times of the run. */
const singles = 300;
/** Milliseconds until a chain's next timer, and until the timer that this one cancels, if it hasn't fired. */
const pauses = { least: 20, most: 1500, canceled: 700 };

/** An entry that a transaction wrote about a timer. Times are milliseconds since 1970. */
export interface TimerEntry {
  timer: string;
  what: 'set' | 'fired' | 'canceled';
  at: number;
  due: number;
}

async function note(db: Db, timer: string, what: TimerEntry['what'], at: number, due: number): Promise<void> {
  await sql`insert into torture_timers (timer, what, at, due) values (${timer}, ${what}, ${at}, ${due})`.execute(db);
}

async function set(db: Db, kind: Kind, key: string, number: number, now: number, due: number): Promise<void> {
  await setTimer(db, { kind, key, due, payload: number });
  await note(db, nameOf(kind, key, number), 'set', now, Math.round(due));
}

const nameOf = (kind: string, key: string, number: unknown) => `${kind} ${key} ${number}`;

/** The handlers of the run's servers. */
export const tortureTimers: Readonly<Record<string, TimerHandler>> = {
  async [kinds.chain](tx, { kind, key, due, payload, now }) {
    const number = Number(payload);
    await note(tx, nameOf(kind, key, number), 'fired', now, due);
    const pause = pauses.least + Math.random() * (pauses.most - pauses.least);
    await set(tx, kinds.chain, key, number + 1, now, now + pause);
    await set(tx, kinds.once, `${key} ${number}`, 0, now, now + pauses.canceled);
    const before = `${key} ${number - 1}`;
    if (await cancelTimer(tx, kinds.once, before)) await note(tx, nameOf(kinds.once, before, 0), 'canceled', now, now);
  },
  async [kinds.once](tx, { kind, key, due, payload, now }) {
    await note(tx, nameOf(kind, key, payload), 'fired', now, due);
  },
};

/** Creates the table and the first timers, before the servers start. `seconds` is how long failures are caused. */
export async function seedTimers(db: Db, seconds: number): Promise<void> {
  await sql`create table torture_timers (timer text not null, what text not null, at bigint not null, due bigint not null)`.execute(
    db,
  );
  const now = Date.now();
  await db.transaction().execute(async tx => {
    for (let at = 0; at < chains; at++) await set(tx, kinds.chain, `chain-${at}`, 1, now, now);
    for (let at = 0; at < singles; at++) {
      await set(tx, kinds.once, `single-${at}`, 0, now, now + Math.random() * seconds * 1000);
    }
  });
}

/** Milliseconds after which a timer must have fired, whatever happened to the replica that had it. */
const latest = 7000;

/** Waits until no timer is late, at most `atMost` milliseconds; returns those that are. */
export async function settleTimers({ db }: Database, atMost: number): Promise<Offence[]> {
  const end = performance.now() + atMost;
  for (;;) {
    const waiting = await readWaiting(db);
    const late = waiting.filter(({ due }) => due < Date.now() - latest);
    if (late.length === 0) return [];
    if (performance.now() > end) return late.map(({ timer }) => `${timer} has not fired`);
    await delay(200);
  }
}

async function readWaiting(db: Db): Promise<{ timer: string; due: number }[]> {
  const rows = await db.selectFrom('timers').selectAll().where('kind', 'in', Object.values(kinds)).execute();
  return rows.map(({ kind, key, payload, due }) => ({ timer: nameOf(kind, key, payload), due }));
}

/** Reads all entries, and the timers that still wait. */
export async function readTimers({ db }: Database): Promise<{ entries: TimerEntry[]; waiting: string[] }> {
  const { rows } = await sql<TimerEntry>`select timer, what, at, due from torture_timers`.execute(db);
  return { entries: rows, waiting: (await readWaiting(db)).map(({ timer }) => timer) };
}

interface TimerFindings {
  firedTwice: Offence[];
  timersLost: Offence[];
}

/** Every timer that was set has fired once, was canceled once, or waits. Pure. */
export function checkTimers(entries: readonly TimerEntry[], waiting: readonly string[]): TimerFindings {
  const ends = new Map<string, number>();
  for (const { timer, what } of entries) if (what !== 'set') ends.set(timer, (ends.get(timer) ?? 0) + 1);
  for (const timer of waiting) ends.set(timer, (ends.get(timer) ?? 0) + 1);
  const wasSet = new Set(entries.filter(({ what }) => what === 'set').map(({ timer }) => timer));
  return {
    firedTwice: [...ends].filter(([, count]) => count > 1).map(([timer, count]) => `${timer} ended ${count} times`),
    timersLost: [...wasSet].filter(timer => !ends.has(timer)).map(timer => `${timer} was set and has no end`),
  };
}

/**
 * Returns numbers of the run: how many timers fired and were canceled, and how late those fired that were due once the servers
 * had started (`since`, milliseconds).
 */
export function readTimerFigures(entries: readonly TimerEntry[], since: number): [string, number][] {
  const fired = entries.filter(({ what }) => what === 'fired');
  const late = fired.flatMap(({ at, due }) => (due >= since ? at - due : [])).sort((a, b) => a - b);
  const share = (part: number) => late[Math.floor(late.length * part)] ?? 0;
  return [
    ['timers fired', fired.length],
    ['timers canceled', entries.filter(({ what }) => what === 'canceled').length],
    ['timers late, median ms', share(0.5)],
    ['timers late, 95 % ms', share(0.95)],
    ['timers late, most ms', late.at(-1) ?? 0],
  ];
}
