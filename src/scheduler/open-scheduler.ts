/** Opens the scheduler of a server, with the timers that every server has. */
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import type { RetentionAges } from '../store/retention/prune-step.ts';
import { openStoreClock } from '../store/store-clock.ts';
import { planRetention, retentionTimer } from './retention.ts';
import { createScheduler, type Scheduler, type TimerHandler } from './scheduler.ts';
import { timerHandlers } from './timer-handlers.ts';

interface ServerTimers {
  retention: RetentionAges;
  /** Added to the store's clock, milliseconds. Only tests set it. */
  clockOffset?: (() => number) | undefined;
  /** More timers of a test, by kind. */
  timers?: Readonly<Record<string, TimerHandler>> | undefined;
  log: Log;
}

/** Plans retention and creates the scheduler. It fires nothing before the first wake(). */
export async function openScheduler(database: Database, options: ServerTimers): Promise<Scheduler> {
  const { retention, clockOffset, timers, log } = options;
  const clock = openStoreClock(database.kind, clockOffset);
  await planRetention(database, clock, retention);
  const handlers = { ...timerHandlers, ...retentionTimer(database.kind, retention, log), ...timers };
  return createScheduler({ database, clock, handlers, log });
}
