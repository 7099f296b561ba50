/** Fires due timers: each once, in the transaction that does its work. A look for due timers is one read of an index. */
import type { Log } from '../log.ts';
import { isContended } from '../store/classify-database-error.ts';
import type { Database } from '../store/database.ts';
import type { StoreClock } from '../store/store-clock.ts';
import type { Db } from '../store/tables.ts';
import { type FiredTimer, giveWay, postponeTimer, takeDueTimer, untilNextTimer } from '../store/timers.ts';
import { createLoop } from '../util/wakeable-loop.ts';

/** Does a timer's work. The row is deleted already; to fire again, the handler sets the timer in the same transaction. */
export type TimerHandler = (tx: Db, timer: FiredTimer) => Promise<void>;

interface SchedulerOptions {
  database: Database;
  clock: StoreClock;
  /** The handlers by kind. Timers of other kinds wait: an adjacent version may have set them. */
  handlers: Readonly<Record<string, TimerHandler>>;
  log: Log;
}

export interface Scheduler {
  /** Starts it: fires due timers now, and later ones when they are due. */
  wake(): void;
  /** Starts nothing more and finishes the timer that is firing. */
  stop(): Promise<void>;
}

/** Milliseconds between two looks at timers that commands, buttons and other processes set meanwhile. */
const pollEvery = 500;

/** Milliseconds until another look at timers that other transactions hold. */
const contended = 200;

/** Milliseconds until a timer that failed is fired again, by the number of failures: doubled up to the cap. */
const retry = { base: 1000, cap: 300_000 };

/** Creates the scheduler. It fires nothing before the first wake(), which catches up. */
export function createScheduler({ database, clock, handlers, log }: SchedulerOptions): Scheduler {
  const { db, kind } = database;
  const kinds = Object.keys(handlers);
  /** How often each timer has failed in a row in this process, by kind and key. */
  const failures = new Map<string, number>();
  let stopping = false;

  const loop = createLoop(fireAll, {
    error: error => log.error({ op: 'timers.fire', err: error }, 'could not fire timers; retrying in 1 s'),
  });

  /** Returns when to look again, milliseconds since 1970. */
  async function fireAll(): Promise<number> {
    while (!stopping) {
      const wait = await untilNextTimer(db, clock, kinds);
      if (wait === null || wait > 0) return Date.now() + Math.min(wait ?? pollEvery, pollEvery);
      // Another replica may be firing it.
      if (!(await fireNext())) return Date.now() + contended;
    }
    return Date.now();
  }

  /** Fires one timer. False when none is due that this replica can take. */
  async function fireNext(): Promise<boolean> {
    let timer: FiredTimer | null = null;
    try {
      await db.transaction().execute(async tx => {
        await giveWay(tx, kind);
        timer = await takeDueTimer(tx, kind, clock, kinds);
        if (timer) await handlers[timer.kind]?.(tx, timer);
      });
      if (timer) failures.delete(nameOf(timer));
      return timer !== null;
    } catch (error) {
      if (timer === null) throw error;
      await postpone(timer, error);
      return true;
    }
  }

  async function postpone(timer: FiredTimer, error: unknown): Promise<void> {
    if (isContended(error)) return postponeTimer(db, clock, timer, contended);
    const name = nameOf(timer);
    const count = failures.get(name) ?? 0;
    failures.set(name, count + 1);
    const delay = Math.min(retry.base * 2 ** count, retry.cap);
    const fields = { op: 'timers.fire', kind: timer.kind, key: timer.key, err: error };
    log.error(fields, `could not fire a timer; retrying in ${delay / 1000} s`);
    await postponeTimer(db, clock, timer, delay);
  }

  return {
    wake: loop.wake,
    async stop() {
      stopping = true;
      await loop.stop();
    },
  };
}

const nameOf = ({ kind, key }: FiredTimer) => JSON.stringify([kind, key]);
