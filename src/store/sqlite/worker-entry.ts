/** The entry file of a thread that serves statements only. The server's thread has src/pipeline/sqlite-worker.ts. */
import { serveSqlite } from './worker-server.ts';

serveSqlite(async () => () => ({}));
