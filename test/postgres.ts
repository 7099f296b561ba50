/** The PostgreSQL server of the tests, and the databases that they create on it. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** A server where the user can create databases. */
export const postgresServer = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/test';

const prefix = 'callboard_test';
/** Seconds; a run that was killed leaves databases behind, and a later run drops those of this age. */
const staleAfter = 2 * 3600;

/** A name for one run of the tests. The databases of the run begin with it; `drop` recognizes abandoned ones by the time in it. */
export function nameRun(): string {
  return `${prefix}_${Math.floor(Date.now() / 1000)}_${randomUUID().slice(0, 8)}`;
}

/** Milliseconds. Callboard's own 5 s can be too short on a busy machine. */
const patience = { statement_timeout: 60_000, lock_timeout: 60_000, query_timeout: 90_000 };

/** Creates a database without tables. The timeouts in its URL override Callboard's own. */
export async function createPostgres(run: string): Promise<string> {
  const name = `${run}_${randomUUID().replaceAll('-', '').slice(0, 12)}`;
  await runOnPostgres(`create database ${name}`);
  const url = new URL(postgresServer);
  url.pathname = `/${name}`;
  for (const [timeout, length] of Object.entries(patience)) url.searchParams.set(timeout, String(length));
  return url.href;
}

export async function dropPostgres(url: string): Promise<void> {
  await runOnPostgres(`drop database ${new URL(url).pathname.slice(1)} with (force)`);
}

/** Drops what the run left on the server, and what earlier runs abandoned. */
export async function dropRun(run: string): Promise<void> {
  const { rows } = await runOnPostgres(`select datname as name from pg_database where datname like '${prefix}\\_%'`);
  const now = Date.now() / 1000;
  for (const { name } of rows as { name: string }[]) {
    const isStale = now - Number(/^callboard_test_(\d{10})_/.exec(name)?.[1] ?? now) > staleAfter;
    if (name.startsWith(`${run}_`) || isStale) await runOnPostgres(`drop database if exists ${name} with (force)`);
  }
}

/** Rejects within 5 s where no server answers. */
export async function runOnPostgres(statement: string, url = postgresServer): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}

export const answersPostgres = () =>
  runOnPostgres('select 1').then(
    () => true,
    () => false,
  );
