/** Deletes old data once a day, in small steps. Each step is a timer, so one process does it, and a restart goes on. */
import { z } from 'zod';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import { prunePhases } from '../store/retention/prune-phases.ts';
import { addRows, lockPruning, noRows, type PrunedRows, type RetentionAges } from '../store/retention/prune-step.ts';
import { releasePages } from '../store/sqlite/file-space.ts';
import { readClock, type StoreClock } from '../store/store-clock.ts';
import type { DatabaseKind, Db } from '../store/tables.ts';
import { cancelTimer, findTimer, setTimer } from '../store/timers.ts';
import { day } from '../util/duration.ts';
import type { TimerHandler } from './scheduler.ts';

const kind = 'retention';

/** How long a step may take, milliseconds; its size is adapted. With SQLite it holds up webhooks and lanes for that time. */
const stepTimes = { sqlite: { least: 8, most: 25 }, postgres: { least: 50, most: 200 } };
const stepSize = { first: 100, least: 50, most: 500 };

/** Pauses between steps: so many times as long as the step took, and milliseconds at least. */
const rest = { times: 4, least: 20 };

/** The payload of the timer: the step to do next. */
const progressSchema = z.object({
  ages: z.object({ events: z.number().nullable(), raw: z.number().nullable() }),
  /** The number of the phase; after the last one, free pages of the file are released. */
  phase: z.number(),
  after: z.number(),
  /** Rows deleted since this run began. */
  rows: z.object({
    bodies: z.number(),
    events: z.number(),
    deliveries: z.number(),
    attempts: z.number(),
    preview: z.number(),
    audit: z.number(),
  }),
});
type Progress = z.infer<typeof progressSchema>;

const begin = (ages: RetentionAges): Progress => ({ ages, phase: 0, after: 0, rows: noRows });

/** Sets the timer, due at once when there is none or the ages have changed. Without ages it is canceled. */
export async function planRetention({ db }: Database, clock: StoreClock, ages: RetentionAges): Promise<void> {
  if (ages.events === null && ages.raw === null) return void (await cancelTimer(db, kind, ''));
  const timer = await findTimer(db, kind, '');
  const { data } = progressSchema.safeParse(timer?.payload);
  if (data?.ages.events === ages.events && data.ages.raw === ages.raw) return;
  await setTimer(db, { kind, key: '', due: await readClock(db, clock), payload: begin(ages) });
}

/** Returns the handler of the timer, by its kind. */
export function retentionTimer(
  database: DatabaseKind,
  ages: RetentionAges,
  log: Log,
): Readonly<Record<string, TimerHandler>> {
  let size = stepSize.first;

  /** Adapts the size of the next step to the time of this one. */
  function adapt(took: number): void {
    const { least, most } = stepTimes[database];
    if (took > most) size = Math.max(stepSize.least, Math.floor(size / 2));
    else if (took < least) size = Math.min(stepSize.most, size * 2);
  }

  return {
    async [kind](tx, timer) {
      const { data } = progressSchema.safeParse(timer.payload);
      const began = performance.now();
      await lockPruning(tx, database);
      const next = await pruneNext(tx, database, { ...(data ?? begin(ages)), ages }, { now: timer.now, limit: size });
      const took = performance.now() - began;
      adapt(took);
      if (next.isOver) logPruned(log, next.progress.rows);
      const due = timer.now + (next.isOver ? day : Math.max(rest.least, rest.times * took));
      await setTimer(tx, { kind, key: '', due, payload: next.isOver ? begin(ages) : next.progress });
    },
  };
}

/** Does one step, and returns where the next begins. */
async function pruneNext(
  tx: Db,
  database: DatabaseKind,
  progress: Progress,
  { now, limit }: { now: number; limit: number },
): Promise<{ progress: Progress; isOver: boolean }> {
  const phase = prunePhases[progress.phase];
  if (!phase) return { progress, isOver: database === 'postgres' || !(await releasePages(tx, limit)) };
  const nextPhase = { ...progress, phase: progress.phase + 1, after: 0 };
  const age = progress.ages[phase.age];
  if (age === null) return { progress: nextPhase, isOver: false };
  const { after } = progress;
  const { next, rows } = await phase.prune(tx, database, { before: now - age, after, limit, remove: true });
  const sum = addRows(progress.rows, rows);
  return {
    progress: next === null ? { ...nextPhase, rows: sum } : { ...progress, after: next, rows: sum },
    isOver: false,
  };
}

function logPruned(log: Log, rows: PrunedRows): void {
  if (Object.values(rows).every(count => count === 0)) return;
  log.info({ op: 'retention', ...rows }, 'deleted old data');
}
