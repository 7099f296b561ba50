/** Describes an error of the store for people: its cause and its fix, without codes or passwords. */
import { sentenceOf, unknownError } from '../util/errors/error-sentence.ts';
import { fileReason, isFileCode } from '../util/errors/file-reason.ts';
import { isNetworkCode, networkReason } from '../util/errors/network-reason.ts';
import { postgresErrors, type StoreErrorRow, sqliteErrors, storeMessages } from './database-error-texts.ts';

/** Describes any error that ends a command or a start: with its own message, or for the store's errors with the table's. */
export function describeFailure(error: unknown): string {
  if (isStoreError(error)) return describeStoreError(error);
  return error instanceof Error ? error.message : String(error);
}

/** Whether SQLite or PostgreSQL reported it. */
function isStoreError(error: unknown): boolean {
  const { errcode, severity } = (error ?? {}) as { errcode?: unknown; severity?: unknown };
  return typeof errcode === 'number' || typeof severity === 'string';
}

/** Describes an error of SQLite, PostgreSQL, their drivers or the file system in one or two sentences. */
export function describeStoreError(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return describeStoreError(error.errors[0]);
  const { code, message = '' } = (error ?? {}) as { code?: unknown; message?: string };
  const row = rowOf(error);
  if (row) return sentenceOf(...row);
  if (typeof code === 'string' && isFileCode(code))
    return sentenceOf(
      `The database file can't be used: ${fileReason(error)}`,
      'Check the path in DATABASE_URL, and its permissions',
    );
  if (typeof code === 'string' && isNetworkCode(code)) {
    return sentenceOf(
      `Couldn't reach the database (${networkReason(code)})`,
      'Check DATABASE_URL, and that the database is running',
    );
  }
  const [, known] = storeMessages.find(([pattern]) => pattern.test(message)) ?? [];
  return known ? sentenceOf(...known) : unknownError('The database', nameOf(error));
}

function rowOf(error: unknown): StoreErrorRow | undefined {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown };
  if (typeof errcode === 'number') return sqliteErrors[errcode & 0xff];
  return typeof code === 'string' && Object.hasOwn(postgresErrors, code) ? postgresErrors[code] : undefined;
}

function nameOf(error: unknown): string {
  const { code, errcode, name } = (error ?? {}) as { code?: unknown; errcode?: unknown; name?: unknown };
  return `code ${errcode ?? code ?? name ?? 'unknown'}`;
}
