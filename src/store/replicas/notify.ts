/** News between the processes on one PostgreSQL: which lanes have something new to send (LISTEN/NOTIFY). */
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../database.ts';
import type { Db } from '../tables.ts';

const topic = 'callboard_lanes';

/** PostgreSQL takes payloads below 8,000 bytes (https://www.postgresql.org/docs/current/sql-notify.html). */
const maxPayload = 7_000;

/** Milliseconds until a connection that broke is tried again. */
const pause = 1000;

/** Told when the transaction commits: these lanes, or null for any of them; so is what does not fit. */
export async function notifyLanes({ kind }: Database, tx: Db, channels: readonly string[] | null): Promise<void> {
  if (kind === 'sqlite' || channels?.length === 0) return;
  const payload = JSON.stringify(channels);
  const fitting = Buffer.byteLength(payload) <= maxPayload ? payload : 'null';
  await sql`select pg_notify(${topic}, ${fitting})`.execute(tx);
}

/**
 * `heard` is told the lanes that others speak of, or null for any: also whenever the connection was away. With SQLite
 * there are no others. Returns what ends it.
 */
export function listenForLanes(url: string, heard: (channels: string[] | null) => void): () => Promise<void> {
  if (url.startsWith('sqlite:')) return async () => {};
  const stopping = new AbortController();
  const stopped = new Promise<void>(resolve => stopping.signal.addEventListener('abort', () => resolve()));
  const running = listen(url, heard, stopping.signal, stopped);
  return async () => {
    stopping.abort();
    await running;
  };
}

async function listen(
  url: string,
  heard: (channels: string[] | null) => void,
  signal: AbortSignal,
  stopped: Promise<void>,
): Promise<void> {
  const { default: pg } = await import('pg');
  while (!signal.aborted) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, keepAlive: true });
    const broken = new Promise<void>(resolve => {
      client.on('error', () => resolve());
      client.on('end', () => resolve());
    });
    client.on('notification', ({ payload }) => heard(readPayload(payload)));
    try {
      await client.connect();
      await client.query(`listen ${topic}`);
      heard(null);
      await Promise.race([broken, stopped]);
    } catch {
      // The pool says what is wrong with the database; here it is only tried again.
    }
    await client.end().catch(() => {});
    await delay(pause, undefined, { signal }).catch(() => {});
  }
}

/** What is none of ours may be about any lane. */
function readPayload(payload: string | undefined): string[] | null {
  try {
    return JSON.parse(payload ?? 'null');
  } catch {
    return null;
  }
}
