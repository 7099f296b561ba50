/** A store that doesn't answer: its queries wait until they are released, and then fail. */
import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { Core } from '../../src/operations/core.ts';
import type { Tables } from '../../src/store/tables.ts';

export interface UnresponsiveStore {
  /** A core with this store. */
  of(core: Core): Core;
  /** The queries that wait now. */
  waiting(): number;
  /** Ends the waiting queries with an error, and every later one at once. */
  release(): void;
}

export function createUnresponsiveStore(): UnresponsiveStore {
  const gate = Promise.withResolvers<never>();
  gate.promise.catch(() => {});
  let waiting = 0;
  const db = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createIntrospector: any => new PostgresIntrospector(any),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createDriver: () => ({
        init: async () => {},
        acquireConnection() {
          waiting += 1;
          return gate.promise;
        },
        releaseConnection: async () => {},
        beginTransaction: async () => {},
        commitTransaction: async () => {},
        rollbackTransaction: async () => {},
        destroy: async () => {},
      }),
    },
  });
  return {
    of: core => ({ ...core, database: { ...core.database, db } }),
    waiting: () => waiting,
    release: () => gate.reject(new Error('The database connection was lost.')),
  };
}
