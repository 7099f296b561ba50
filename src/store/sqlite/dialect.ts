/** SQLite for Kysely, whose own driver would hold up the whole process while SQLite works. */

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

/** Calls a function of what a module's `create(database)` makes in the thread. */
export type Call = (module: string, name: string, given: unknown[]) => Promise<unknown>;

/** `path` is a file, made where there is none, or `:memory:`. */
export function sqliteDialect(path: string): { dialect: Dialect; call: Call } {
  const driver = new ThreadDriver(path);
  const dialect: Dialect = {
    createAdapter: () => new Adapter(),
    createDriver: () => driver,
    createIntrospector: db => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
  return { dialect, call: driver.call };
}

class Adapter extends SqliteAdapter {
  /** Migrations in one transaction: two processes that open a new file at once would both make its tables. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }

  /** The driver lets statements follow each other without waiting, and keeps transactions to themselves. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** What waits for its turn: the thread has one connection, in which one transaction is open at a time. */
class ThreadDriver implements Driver {
  readonly #path: string;
  #thread: WorkerClient | null = null;
  /** Those that nobody uses: Kysely remembers every one that it was ever given. */
  readonly #resting: ThreadConnection[] = [];
  /** Resolves when the last transaction in line has ended. */
  #free: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  async init(): Promise<void> {
    const thread = startWorker();
    try {
      await thread.ask({ ask: 'open', path: this.#path });
    } catch (error) {
      await thread.end();
      throw error;
    }
    this.#thread = thread;
  }

  #opened(): WorkerClient {
    if (!this.#thread) throw new Error('The database is not open.');
    return this.#thread;
  }

  async acquireConnection(): Promise<ThreadConnection> {
    return this.#resting.pop() ?? new ThreadConnection(this.#opened(), () => this.#free);
  }

  /** By itself, like a statement outside of transactions: it has its own. */
  readonly call: Call = async (module, name, given) => {
    await this.#free;
    return this.#opened().ask({ ask: 'call', module, name, given });
  };

  async beginTransaction(connection: ThreadConnection): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const turn = this.#free;
    this.#free = promise;
    await turn;
    connection.begin(resolve);
  }

  async commitTransaction(connection: ThreadConnection): Promise<void> {
    await connection.commit();
  }

  async rollbackTransaction(connection: ThreadConnection): Promise<void> {
    await connection.rollback();
  }

  async releaseConnection(connection: ThreadConnection): Promise<void> {
    this.#resting.push(connection);
  }

  async destroy(): Promise<void> {
    await this.#thread?.close();
  }
}

/** For one statement or one transaction at a time. */
class ThreadConnection implements DatabaseConnection {
  readonly #thread: WorkerClient;
  readonly #free: () => Promise<void>;
  /** `due`: the transaction begins with its first statement. */
  #transaction: 'none' | 'due' | 'open' = 'none';
  #ended: () => void = () => {};

  constructor(thread: WorkerClient, free: () => Promise<void>) {
    this.#thread = thread;
    this.#free = free;
  }

  begin(ended: () => void): void {
    this.#transaction = 'due';
    this.#ended = ended;
  }

  commit(): Promise<void> {
    return this.#end('commit');
  }

  /** Nothing is left to do where a commit has failed. */
  rollback(): Promise<void> {
    return this.#end('rollback');
  }

  /** The next transaction need not wait for the answer: the thread has this one's end before it. */
  async #end(ask: 'commit' | 'rollback'): Promise<void> {
    const asked = this.#transaction === 'open' ? this.#thread.ask({ ask }) : null;
    this.#transaction = 'none';
    this.#ended();
    await asked;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#transaction === 'none') await this.#free();
    const transaction = ({ none: 'none', due: 'begin', open: 'inside' } as const)[this.#transaction];
    if (transaction === 'begin') this.#transaction = 'open';
    const asked = { ask: 'run', sql, parameters: parameters as SQLInputValue[], transaction } as const;
    const { rows, changes } = (await this.#thread.ask(asked)) as Rows;
    return { rows: rows as Row[], ...(changes !== undefined && { numAffectedRows: BigInt(changes) }) };
  }

  // biome-ignore lint/correctness/useYield: nothing here streams
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error('Statements are not streamed.');
  }
}
