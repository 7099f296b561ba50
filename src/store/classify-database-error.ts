/** Tells a row that can never be stored from a store that is unavailable now. */

/** SQLite's too big, constraint, mismatch and range (https://sqlite.org/rescode.html). */
const rowErrors = new Set([18, 19, 20, 25]);

/**
 * True when the row itself is invalid, so that the rest of its batch can be stored without it. PostgreSQL's classes are
 * data exception, integrity violation and program limit (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 */
export function isRowError(error: unknown): boolean {
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  if (typeof errcode === 'number') return rowErrors.has(errcode & 0xff);
  return typeof code === 'string' && /^(22|23|54)/.test(code);
}

/** True when another connection holds SQLite's lock. */
export function isBusy(error: unknown): boolean {
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === 'number' && (errcode & 0xff) === 5;
}

/**
 * True when PostgreSQL ended a statement because another transaction holds a lock that it needs: a lock timeout or a deadlock
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 */
export function isContended(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === '55P03' || code === '40P01';
}
