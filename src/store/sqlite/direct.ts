/** SQLite for Kysely where SQLite is: in its thread. */
import { type Dialect, type Driver, SqliteDialect, SqliteDriver } from 'kysely';
import type { Connection } from './connection.ts';

export function directDialect(connection: Connection): Dialect {
  return new DirectDialect(connection);
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
