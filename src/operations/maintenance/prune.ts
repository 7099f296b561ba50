/** Deletes old data now, as retention does once a day, and rewrites an SQLite file. */
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { audit } from '../../store/audit-log.ts';
import type { Database } from '../../store/database.ts';
import { isLocked } from '../../store/replicas/serving.ts';
import { lockSqlite } from '../../store/replicas/single-process-lock.ts';
import { prunePhases } from '../../store/retention/prune-phases.ts';
import {
  addRows,
  lockPruning,
  noRows,
  type PrunedRows,
  type PruneStep,
  type RetentionAges,
  type StepOptions,
} from '../../store/retention/prune-step.ts';
import { releasePages, type VacuumResult, vacuumFile } from '../../store/sqlite/file-space.ts';
import { openStoreClock, readClock } from '../../store/store-clock.ts';

/** Rows that a step looks at. */
const stepSize = 200;

/** Counts the rows that pruneNow() would delete, and deletes none. */
export async function countPrunable(database: Database, ages: RetentionAges): Promise<PrunedRows> {
  return runPhases(database, ages, false);
}

/** Deletes what is older than the ages, in small steps, so that a running server goes on. */
export async function pruneNow(database: Database, ages: RetentionAges): Promise<PrunedRows> {
  const { db, kind } = database;
  const rows = await runPhases(database, ages, true);
  await audit(db, { actor: 'cli', action: 'prune', target: 'everywhere', detail: rows }, Date.now());
  if (kind === 'sqlite') while (await releasePages(db, stepSize)) await rest(1);
  return rows;
}

async function runPhases({ db, kind }: Database, ages: RetentionAges, remove: boolean): Promise<PrunedRows> {
  const now = await readClock(db, openStoreClock(kind));
  let sum = noRows;
  for (const { age, prune } of prunePhases) {
    const most = ages[age];
    for (let after: number | null = 0; most !== null && after !== null; ) {
      const options: StepOptions = { before: now - most, after, limit: stepSize, remove };
      const began = performance.now();
      const step: PruneStep = remove
        ? await db.transaction().execute(async tx => {
            await lockPruning(tx, kind);
            return prune(tx, kind, options);
          })
        : await prune(db, kind, options);
      sum = addRows(sum, step.rows);
      after = step.next;
      if (remove) await rest(performance.now() - began);
    }
  }
  return sum;
}

/** Leaves the store to others for as long as a step took, milliseconds. */
const rest = (took: number) => delay(Math.max(1, took));

/**
 * Locks an SQLite store against servers until the returned function is called. Throws an error for people while one runs.
 */
export async function lockForVacuum(url: string): Promise<() => void> {
  if (!url.startsWith('sqlite:')) {
    throw new Error('--vacuum is for SQLite: PostgreSQL reuses free space itself. Run prune without it.');
  }
  if (isLocked(url)) {
    throw new Error(`Callboard is running on ${pathOf(url)}. Stop it first: --vacuum rewrites the file.`);
  }
  return lockSqlite(url);
}

/**
 * Rewrites the file, which must be locked against servers. Throws an error for people when the disk has too little space, or
 * when another process uses the file for longer than `wait` milliseconds.
 */
export function vacuumStore(url: string, wait = 5000): VacuumResult {
  const check = ({ needed, free }: { needed: number; free: number }) => {
    if (needed <= free) return;
    const folder = dirname(pathOf(url));
    throw new Error(
      `Not enough space in ${folder}: rewriting the file takes up to ${megabytes(needed)}, and ${megabytes(free)} is free.`,
    );
  };
  const result = vacuumFile(url, check, wait);
  if (result) return result;
  throw new Error(
    `Another process is using ${pathOf(url)}, so the file keeps its size. Stop the process, then run prune --vacuum again.`,
  );
}

const pathOf = (url: string) => url.slice('sqlite:'.length);

/** `12.5 MB` */
export const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
