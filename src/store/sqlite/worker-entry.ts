/**
 * SQLite in a thread of its own: it works and waits for the disk there, while webhooks and chat go on being answered.
 * This file is what the thread runs.
 */
import { enableCompileCache } from 'node:module';
import { workerData } from 'node:worker_threads';

const { compileCache, module } = workerData;
if (compileCache) enableCompileCache(compileCache);
if (module) await import(module);
await import('./worker-server.ts');
