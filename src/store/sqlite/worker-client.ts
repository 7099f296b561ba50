/** Asks SQLite's thread. */
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Failure, WorkerRequest, WorkerResponse } from './protocol.ts';

export interface WorkerClient {
  /** Rejects with an Error that has node:sqlite's `code` and `errcode`. */
  ask(question: WorkerRequest): Promise<unknown>;
  /** Closes the store. Requests made after this are rejected; the thread is idle until the next store opens. */
  close(): Promise<void>;
  /** Ends the thread; what is not answered by then is rejected. */
  end(): Promise<void>;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/**
 * Threads without a store. A thread takes longer to start and to load its modules than a store takes to open, so a
 * process that opens one store after another reuses them.
 */
const idle: Worker[] = [];

/** Starts the thread so early that it loads what it needs, and a module that is to be called in it, while the process does. */
export function prestartWorker(module: string): void {
  const worker = start(module);
  worker.unref();
  idle.push(worker);
}

function start(module: string | null): Worker {
  // Node puts a folder for its version into the one that it is given.
  const cache = getCompileCacheDir();
  return new Worker(new URL('./worker-entry.ts', import.meta.url), {
    execArgv: [],
    env: {},
    workerData: { module, compileCache: cache && dirname(cache) },
  });
}

/** Takes an idle thread or starts one. It does not keep the process from ending, but while it is asked something. */
export function startWorker(): WorkerClient {
  const worker = idle.pop() ?? start(null);
  const waiting: Waiting[] = [];
  let ended: Error | null = null;

  function endWith(error: Error): void {
    ended ??= error;
    for (const { reject } of waiting.splice(0)) reject(ended);
  }

  worker.unref();
  /** Ends the process: a server without its store helps nobody, and one that is started again loses nothing. */
  function die(cause: unknown): never {
    const error = new Error(`The thread of SQLite broke: ${cause instanceof Error ? cause.message : cause}`, { cause });
    endWith(error);
    throw error;
  }

  worker.on('error', die);
  worker.on('messageerror', die);
  worker.on('exit', () => endWith(closed()));
  worker.on('message', (answer: WorkerResponse) => {
    const asked = waiting.shift();
    if (waiting.length === 0) worker.unref();
    if ('failure' in answer) asked?.reject(toError(answer.failure));
    else asked?.resolve(answer.result);
  });

  async function ask(question: WorkerRequest): Promise<unknown> {
    if (ended) throw ended;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    // First, since it throws for what no thread can be sent: then no answer comes.
    worker.postMessage(question);
    if (waiting.length === 0) worker.ref();
    waiting.push({ resolve, reject });
    return promise;
  }

  const end = async () => void (await worker.terminate());

  return {
    ask,
    end,
    async close() {
      const closing = ask({ ask: 'close' });
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
