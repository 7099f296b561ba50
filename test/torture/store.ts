/** A store of its own for a torture, and what can be done to it. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type Cluster, startCluster } from './cluster.ts';

export interface Store {
  /** For DATABASE_URL. */
  url: string;
  /** Ends every connection and takes none for so many milliseconds. */
  shut(milliseconds: number): Promise<void>;
  /** Restarts the database server; null: it is not ours to restart. */
  restart: Cluster['restart'] | null;
  close(): Promise<void>;
}

export function openSqliteStore(folder: string): Store {
  const nothing = async () => {};
  return { url: `sqlite:${join(folder, 'callboard.db')}`, shut: nothing, restart: null, close: nothing };
}

/** The server that the tests use, as in test/databases.ts. */
const shared = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/test';

/** A new database: in a server of our own if that is wanted and PostgreSQL is installed, else in the one of the tests. */
export async function openPostgresStore(own: boolean): Promise<Store> {
  const cluster = own ? await startCluster() : null;
  const at = cluster?.url ?? shared;
  const name = `callboard_torture_${process.pid}_${Math.floor(Math.random() * 1e9)}`;
  await runAt(at, `create database ${name}`);
  const url = new URL(at);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    async shut(milliseconds) {
      await runAt(at, `alter database ${name} with allow_connections false`);
      await runAt(at, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
      await delay(milliseconds);
      await runAt(at, `alter database ${name} with allow_connections true`);
    },
    restart: cluster?.restart ?? null,
    async close() {
      if (cluster) await cluster.close();
      else await runAt(at, `drop database ${name} with (force)`);
    },
  };
}

async function runAt(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
