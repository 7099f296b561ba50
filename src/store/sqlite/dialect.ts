/** SQLite for Kysely in a worker thread. Kysely's own driver would block the process while SQLite works. */

import type { SQLInputValue } from 'node:sqlite';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { Rows } from './protocol.ts';
import { startWorker, type WorkerClient } from './worker-client.ts';

/** Calls a function in the thread: one of those that its entry file lists. */
export type Call = (name: string, parameters: unknown[]) => Promise<unknown>;

/** Creates the dialect. `path` is `:memory:` or a file, which is created if needed. `entry` is the thread's entry file. */
export function sqliteDialect(path: string, entry: URL): { dialect: Dialect; call: Call } {
  const driver = new ThreadDriver(path, entry);
  const dialect: Dialect = {
    createAdapter: () => new Adapter(),
    createDriver: () => driver,
    createIntrospector: db => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
  return { dialect, call: driver.call };
}

class Adapter extends SqliteAdapter {
  /** Runs migrations in one transaction, since two processes that open a new file at once would both create its tables. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  /** The driver queues statements without waiting for results, and isolates transactions. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** Queues statements and transactions: the thread has one connection, with one open transaction at a time. */
class ThreadDriver implements Driver {
  readonly #path: string;
  readonly #entry: URL;
  #worker: WorkerClient | null = null;
  /** Unused connections. They are reused, since Kysely remembers every connection it was ever given. */
  readonly #idle: ThreadConnection[] = [];
  /** Resolves when the last transaction in the queue has ended. */
  #free: Promise<void> = Promise.resolve();

  constructor(path: string, entry: URL) {
    this.#path = path;
    this.#entry = entry;
  }

  async init(): Promise<void> {
    const worker = startWorker(this.#entry);
    try {
      await worker.request({ type: 'open', path: this.#path });
    } catch (error) {
      await worker.end();
      throw error;
    }
    this.#worker = worker;
  }

  #opened(): WorkerClient {
    if (!this.#worker) throw new Error('The database is not open.');
    return this.#worker;
  }

  async acquireConnection(): Promise<ThreadConnection> {
    return this.#idle.pop() ?? new ThreadConnection(this.#opened(), () => this.#free);
  }

  /** Runs outside of the queued transactions: the called function opens its own. */
  readonly call: Call = async (name, parameters) => {
    await this.#free;
    return this.#opened().request({ type: 'call', name, parameters });
  };

  async beginTransaction(connection: ThreadConnection): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const previous = this.#free;
    this.#free = promise;
    await previous;
    connection.begin(resolve);
  }

  async commitTransaction(connection: ThreadConnection): Promise<void> {
    await connection.commit();
  }

  async rollbackTransaction(connection: ThreadConnection): Promise<void> {
    await connection.rollback();
  }

  async releaseConnection(connection: ThreadConnection): Promise<void> {
    this.#idle.push(connection);
  }

  async destroy(): Promise<void> {
    await this.#worker?.close();
  }
}

/** Runs one statement or one transaction at a time. */
class ThreadConnection implements DatabaseConnection {
  readonly #worker: WorkerClient;
  readonly #free: () => Promise<void>;
  /** `due`: the transaction's first statement begins it. */
  #transaction: 'none' | 'due' | 'open' = 'none';
  #ended: () => void = () => {};

  constructor(worker: WorkerClient, free: () => Promise<void>) {
    this.#worker = worker;
    this.#free = free;
  }

  begin(ended: () => void): void {
    this.#transaction = 'due';
    this.#ended = ended;
  }

  commit(): Promise<void> {
    return this.#end('commit');
  }

  /** After a failed commit this does nothing. */
  rollback(): Promise<void> {
    return this.#end('rollback');
  }

  /** The next transaction doesn't wait for the response: the thread handles requests in order. */
  async #end(type: 'commit' | 'rollback'): Promise<void> {
    const response = this.#transaction === 'open' ? this.#worker.request({ type }) : null;
    this.#transaction = 'none';
    this.#ended();
    await response;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#transaction === 'none') await this.#free();
    const transaction = ({ none: 'none', due: 'begin', open: 'inside' } as const)[this.#transaction];
    if (transaction === 'begin') this.#transaction = 'open';
    const request = { type: 'run', sql, parameters: parameters as SQLInputValue[], transaction } as const;
    const { rows, changes } = (await this.#worker.request(request)) as Rows;
    return { rows: rows as Row[], ...(changes !== undefined && { numAffectedRows: BigInt(changes) }) };
  }

  // biome-ignore lint/correctness/useYield: nothing here streams
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('Statements are not streamed.');
  }
}
