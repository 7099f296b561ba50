/** Tells the other processes on one PostgreSQL which lanes have deliveries to send (LISTEN/NOTIFY). */
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../database.ts';
import type { Db } from '../tables.ts';

const topic = 'callboard_lanes';

/** PostgreSQL takes payloads below 8,000 bytes (https://www.postgresql.org/docs/current/sql-notify.html). */
const maxPayload = 7_000;

/** Milliseconds until a broken connection is opened again. */
const reconnectDelay = 1000;

/** Wakes these lanes in all processes when the transaction commits. Null, or a list that is too long, wakes every lane. */
export async function notifyLanes({ kind }: Database, tx: Db, channels: readonly string[] | null): Promise<void> {
  if (kind === 'sqlite' || channels?.length === 0) return;
  const payload = JSON.stringify(channels);
  const bounded = Buffer.byteLength(payload) <= maxPayload ? payload : 'null';
  await sql`select pg_notify(${topic}, ${bounded})`.execute(tx);
}

/**
 * Calls `notified` with the lanes to wake, or with null for any lane, also after each reconnect. With SQLite there are no
 * other processes. Returns a function that stops it.
 */
export function listenForLanes(url: string, notified: (channels: string[] | null) => void): () => Promise<void> {
  if (url.startsWith('sqlite:')) return async () => {};
  const stopping = new AbortController();
  const stopped = new Promise<void>(resolve => stopping.signal.addEventListener('abort', () => resolve()));
  const running = listen(url, notified, stopping.signal, stopped);
  return async () => {
    stopping.abort();
    await running;
  };
}

async function listen(
  url: string,
  notified: (channels: string[] | null) => void,
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
    client.on('notification', ({ payload }) => notified(readPayload(payload)));
    try {
      await client.connect();
      await client.query(`listen ${topic}`);
      notified(null);
      await Promise.race([broken, stopped]);
    } catch {
      // The pool's queries report a broken database; this only reconnects.
    }
    await client.end().catch(() => {});
    await delay(reconnectDelay, undefined, { signal }).catch(() => {});
  }
}

/** A payload that isn't ours may mean any lane. */
function readPayload(payload: string | undefined): string[] | null {
  try {
    return JSON.parse(payload ?? 'null');
  } catch {
    return null;
  }
}
