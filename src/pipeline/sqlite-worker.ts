/** The entry file of SQLite's thread, with the list of the functions that run in it. */
import { serveSqlite } from '../store/sqlite/worker-server.ts';

serveSqlite(async () => {
  const { createTransactions } = await import('./transactions.ts');
  const { createRoutingTable } = await import('./routing-table.ts');
  const { allLeases } = await import('../store/replicas/leases.ts');
  return database => {
    const transactions = createTransactions(database, allLeases, createRoutingTable());
    return {
      ingest: transactions.ingest,
      routePending: transactions.routePending,
      recordAttempts: transactions.recordAttempts,
    };
  };
});
