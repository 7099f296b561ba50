/** Sends requests to SQLite's thread. */
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Failure, WorkerRequest, WorkerResponse } from './protocol.ts';

export interface WorkerClient {
  /** Sends a request. Rejects with an Error that has node:sqlite's `code` and `errcode`. */
  request(request: WorkerRequest): Promise<unknown>;
  /** Closes the store and leaves the thread idle until the next store opens. Later requests are rejected. */
  close(): Promise<void>;
  /** Ends the thread and rejects open requests. */
  end(): Promise<void>;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/**
 * Threads without a store. Starting a thread and loading its modules takes longer than opening a store, so a process that
 * opens one store after another reuses them.
 */
const idle: Worker[] = [];

/** Starts the thread early, so that it loads its modules, and one to be called in it, while the process loads its own. */
export function prestartWorker(module: string): void {
  const worker = start(module);
  worker.unref();
  idle.push(worker);
}

function start(module: string | null): Worker {
  // Node adds a folder for its version to the cache's path; the thread adds it again.
  const cache = getCompileCacheDir();
  return new Worker(new URL('./worker-entry.ts', import.meta.url), {
    execArgv: [],
    env: {},
    workerData: { module, compileCache: cache && dirname(cache) },
  });
}

/** Takes an idle thread or starts one. It keeps the process running only while a request is open. */
export function startWorker(): WorkerClient {
  const worker = idle.pop() ?? start(null);
  const waiting: Waiting[] = [];
  let ended: Error | null = null;

  function endWith(error: Error): void {
    ended ??= error;
    for (const { reject } of waiting.splice(0)) reject(ended);
  }

  worker.unref();
  /** Ends the process: a server can't work without its store, and a restart loses nothing. */
  function die(cause: unknown): never {
    const error = new Error(`The thread of SQLite broke: ${cause instanceof Error ? cause.message : cause}`, { cause });
    endWith(error);
    throw error;
  }

  worker.on('error', die);
  worker.on('messageerror', die);
  worker.on('exit', () => endWith(closed()));
  worker.on('message', (response: WorkerResponse) => {
    const first = waiting.shift();
    if (waiting.length === 0) worker.unref();
    if ('failure' in response) first?.reject(toError(response.failure));
    else first?.resolve(response.result);
  });

  async function request(message: WorkerRequest): Promise<unknown> {
    if (ended) throw ended;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    // First, since it throws for what can't be cloned, and then no response comes.
    worker.postMessage(message);
    if (waiting.length === 0) worker.ref();
    waiting.push({ resolve, reject });
    return promise;
  }

  const end = async () => void (await worker.terminate());

  return {
    request,
    end,
    async close() {
      const closing = request({ type: 'close' });
      ended ??= closed();
      try {
        await closing;
      } catch (error) {
        await end();
        throw error;
      }
      for (const event of ['error', 'messageerror', 'exit', 'message']) worker.removeAllListeners(event);
      idle.push(worker);
    },
  };
}

const closed = () => new Error('The database is closed.');

function toError({ message, ...codes }: Failure): Error {
  return Object.assign(new Error(message), codes);
}
