/** Sends requests to SQLite's thread. */
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Failure, ThreadOptions, WorkerRequest, WorkerResponse } from './protocol.ts';

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

/** The entry file of a thread that serves statements only. */
export const statementsOnly = new URL('./worker-entry.ts', import.meta.url);

/**
 * Threads without a store, by entry file. Starting a thread and loading its modules takes longer than opening a store, so a
 * process that opens one store after another reuses them.
 */
const idle = new Map<string, Worker[]>();

const idleOf = (entry: URL): Worker[] => idle.getOrInsertComputed(entry.href, () => []);

/** Starts the thread early, so that it loads its functions while the process loads its own modules. */
export function prestartWorker(entry: URL): void {
  const worker = start(entry, { preload: true });
  worker.unref();
  idleOf(entry).push(worker);
}

function start(entry: URL, options: ThreadOptions): Worker {
  // Node adds a folder for its version to the cache's path; the thread adds it again.
  const cache = getCompileCacheDir();
  return new Worker(entry, {
    execArgv: [],
    env: cache ? { NODE_COMPILE_CACHE: dirname(cache) } : {},
    workerData: options,
  });
}

/** Takes an idle thread or starts one. It keeps the process running only while a request is open. */
export function startWorker(entry: URL): WorkerClient {
  const worker = idleOf(entry).pop() ?? start(entry, { preload: false });
  const waiting: Waiting[] = [];
  let ended: Error | null = null;

  function endWith(error: Error): void {
    ended ??= error;
    for (const { reject } of waiting.splice(0)) reject(ended);
  }

  worker.unref();
  /** Ends the process: a server can't work without its store, and a restart loses nothing. */
  function die(cause: unknown): never {
    const error = new Error(`The database thread stopped: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
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
      idleOf(entry).push(worker);
    },
  };
}

const closed = () => new Error('The database is closed.');

function toError({ message, ...codes }: Failure): Error {
  return Object.assign(new Error(message), codes);
}
