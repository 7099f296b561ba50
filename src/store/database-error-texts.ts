/**
 * Errors of SQLite and PostgreSQL that make the store unusable, each with its cause and its fix, without full stops. A
 * running server retries on its own, and senders get a 503 so that they send again.
 */

export type StoreErrorRow = readonly [cause: string, fix: string];

const writable = 'Let the user that runs Callboard write it and its folder';
const inUse: StoreErrorRow = ['Another process is using the database', 'Wait a moment, or stop the other process'];
const freeSpace = 'Free some space';
const newerVersion: StoreErrorRow = [
  'A newer version of Callboard made this database',
  'Update Callboard, or set another DATABASE_URL',
];

/** By primary result code: https://sqlite.org/rescode.html */
export const sqliteErrors: Readonly<Record<number, StoreErrorRow>> = {
  3: ["The database file can't be opened with its permissions", writable],
  5: inUse,
  6: inUse,
  7: ['This machine is out of memory', 'Stop other programs, or add memory'],
  8: ['The database file is read-only', writable],
  10: ['The disk failed to read or write the database', 'Check the disk and its free space'],
  11: ['The database file is damaged', 'Restore it from a backup'],
  13: ['The disk is full', freeSpace],
  14: ["The database file can't be opened", 'Check its path in DATABASE_URL, and its permissions'],
  23: ["The database file can't be opened with its permissions", writable],
  26: ["The file isn't a SQLite database", 'Check DATABASE_URL, or move the file away'],
};

const credentials = 'Check them in DATABASE_URL. Percent-encode special characters of the password (@ is %40)';
const wait = 'Wait until it accepts connections';

/** By SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
export const postgresErrors: Readonly<Record<string, StoreErrorRow>> = {
  '28P01': ['PostgreSQL rejected the user name or password', credentials],
  '28000': ["PostgreSQL doesn't let this user connect from here", 'Check the user in DATABASE_URL, and pg_hba.conf'],
  '3D000': ["The database in DATABASE_URL doesn't exist", 'Create it, or correct its name'],
  '3F000': ["The schema doesn't exist", 'Create it, or correct the search_path of the user in DATABASE_URL'],
  '42501': ['The database user is missing a permission', 'Grant the user in DATABASE_URL CREATE on the schema'],
  '25006': ['PostgreSQL is read-only here', 'Set DATABASE_URL to the primary server'],
  '42P01': ['A table is missing', 'Restore the database from a backup, or set another DATABASE_URL'],
  '53100': ["PostgreSQL's disk is full", freeSpace],
  '53200': ['PostgreSQL is out of memory', 'Stop other programs there, or add memory'],
  '53300': ['PostgreSQL has no free connections', 'Raise its max_connections, or stop other clients'],
  '55P03': inUse,
  '57014': ["PostgreSQL didn't answer in time", 'Check its load'],
  '57P01': ['PostgreSQL is shutting down', wait],
  '57P02': ['PostgreSQL is restarting after a crash', wait],
  '57P03': ['PostgreSQL is starting', wait],
};

/** Errors of Kysely and pg without a code, by the start of their message. */
export const storeMessages: readonly (readonly [RegExp, StoreErrorRow])[] = [
  [/^corrupted migrations/, newerVersion],
  [/^SASL: .*password must be a/, ['DATABASE_URL has no password', 'Write it as postgres://user:password@host/name']],
  [/^SASL: /, ['PostgreSQL rejected the user name or password', credentials]],
  [/does not support SSL/, ["PostgreSQL doesn't accept TLS connections", 'Remove sslmode from DATABASE_URL']],
  [
    /^(timeout e|Connection terminated due to connection timeout|Query read timeout)/,
    ["PostgreSQL didn't answer in time", 'Check its load and the network'],
  ],
  [
    /^(Connection terminated|Client has encountered a connection error)/,
    ['PostgreSQL closed the connection', 'Check the network, and that PostgreSQL is running'],
  ],
  [
    /^Invalid URL|^URI malformed/,
    ["DATABASE_URL can't be read", 'Percent-encode special characters of the password (@ is %40)'],
  ],
];
