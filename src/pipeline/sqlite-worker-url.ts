/** The address of sqlite-worker.ts, apart from the modules that it serves: the thread is started before they are loaded. */
export const sqliteWorker = new URL('./sqlite-worker.ts', import.meta.url);
