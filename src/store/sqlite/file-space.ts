/** The size of an SQLite file: deleted rows leave free pages, which only a vacuum gives back to the disk. */
import { statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import type { Db } from '../tables.ts';

/** The value of `pragma auto_vacuum` for a file whose free pages can be released in steps. */
const incremental = 2;

/** Whether free pages can be released in steps. Files of early versions can't, until vacuumFile() has rewritten them. */
export async function canShrink(db: Db): Promise<boolean> {
  const { rows } = await sql<{ auto_vacuum: number }>`pragma auto_vacuum`.execute(db);
  return rows[0]?.auto_vacuum === incremental;
}

/** The share of free pages that a file may have. The next rows use them, so it doesn't shrink and grow every day. */
const reserve = 0.05;

/** Releases up to so many free pages to the file system. False when the file has few enough, or can't shrink. */
export async function releasePages(db: Db, most: number): Promise<boolean> {
  if (!(await canShrink(db))) return false;
  const { rows } = await sql<{ free: number; pages: number }>`
    select freelist_count as free, page_count as pages from pragma_freelist_count, pragma_page_count`.execute(db);
  const { free = 0, pages = 0 } = rows[0] ?? {};
  const spare = Math.floor(free - reserve * pages);
  if (spare <= 0) return false;
  await sql`pragma incremental_vacuum(${sql.lit(Math.min(spare, most))})`.execute(db);
  return spare > most;
}

const pathOf = (url: string) => url.slice('sqlite:'.length);

/** Returns the size of the write-ahead log in bytes; null for a database without one. */
export function walBytes(url: string): number | null {
  if (!url.startsWith('sqlite:')) return null;
  return statSync(`${pathOf(url)}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

export interface VacuumResult {
  /** Bytes. */
  before: number;
  after: number;
}

/** Bytes that a vacuum needs on the disk, and how many are free there. */
interface DiskNeed {
  needed: number;
  free: number;
}

/**
 * Rewrites a file without its free pages, so that later ones can be released in steps. `check` gets the space that this takes
 * and throws when there is too little. Other processes get `wait` milliseconds to end their transactions; null: one hasn't,
 * and the file keeps its size. Throws SQLite's other errors.
 */
export function vacuumFile(url: string, check: (need: DiskNeed) => void, wait: number): VacuumResult | null {
  const path = pathOf(url);
  const folder = dirname(path);
  const database = new DatabaseSync(path, { timeout: wait });
  try {
    const before = statSync(path).size + (walBytes(url) ?? 0);
    const { size } = database
      .prepare(
        `select (page_count - freelist_count) * page_size as size
        from pragma_page_count, pragma_freelist_count, pragma_page_size`,
      )
      .get() as { size: number };
    const { bavail, bsize } = statfsSync(folder);
    // A copy in a temporary file, then again in the write-ahead log (https://sqlite.org/lang_vacuum.html).
    check({ needed: 2 * size, free: bavail * bsize });
    database.exec('pragma auto_vacuum = incremental');
    // SQLite's other folders for temporary files may be on a smaller disk, or in memory.
    database.exec(`pragma temp_store_directory = '${folder.replaceAll("'", "''")}'`);
    database.exec('vacuum');
    // During a read transaction of another process, the rewritten pages stay in the write-ahead log.
    const { busy } = database.prepare('pragma wal_checkpoint(truncate)').get() as { busy: number };
    return busy ? null : { before, after: statSync(path).size };
  } catch (error) {
    if (isBusy(error)) return null;
    throw error;
  } finally {
    database.close();
  }
}

/** SQLITE_BUSY, also with its extensions: https://sqlite.org/rescode.html */
const isBusy = (error: unknown) => ((error as { errcode?: number }).errcode ?? 0) % 256 === 5;
