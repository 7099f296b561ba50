/** The store where SQLite is: in its thread. */
import { type Driver, Kysely, SqliteDialect, SqliteDriver } from 'kysely';
import type { Database } from '../database.ts';
import type { Tables } from '../tables.ts';
import type { Connection } from './connection.ts';

export function openDirectly(connection: Connection): Database {
  const db = new Kysely<Tables>({ dialect: new DirectDialect(connection) });
  return { kind: 'sqlite', db, inThread: null, close: () => db.destroy() };
}

class DirectDialect extends SqliteDialect {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    super({ database: connection });
    this.#connection = connection;
  }

  override createDriver(): Driver {
    return new DirectDriver(this.#connection);
  }
}

class DirectDriver extends SqliteDriver {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    super({ database: connection });
    this.#connection = connection;
  }

  override async beginTransaction(): Promise<void> {
    this.#connection.begin();
  }

  override async commitTransaction(): Promise<void> {
    this.#connection.commit();
  }

  override async rollbackTransaction(): Promise<void> {
    this.#connection.rollback();
  }
}
