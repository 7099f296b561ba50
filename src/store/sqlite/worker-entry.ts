/**
 * The entry point of SQLite's thread. SQLite works and waits for the disk there, while the process answers webhooks and
 * chat.
 */
import { enableCompileCache } from 'node:module';
import { workerData } from 'node:worker_threads';

const { compileCache, module } = workerData;
if (compileCache) enableCompileCache(compileCache);
if (module) await import(module);
await import('./worker-server.ts');
