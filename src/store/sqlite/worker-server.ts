/** Answers what is asked of SQLite's thread, in the thread. */
import { parentPort } from 'node:worker_threads';
import type { Database } from '../database.ts';
import { type Connection, connect } from './connection.ts';
import type { Failure, WorkerRequest, WorkerResponse } from './protocol.ts';

/** What a module that is called here exports. */
interface Callable {
  create(database: Database): Promise<Record<string, (...given: unknown[]) => Promise<unknown>>>;
}

let connection: Connection;
/** By module, what it made. */
const made = new Map<string, ReturnType<Callable['create']>>();

async function call({ module, name, given }: WorkerRequest & { ask: 'call' }): Promise<unknown> {
  const called = (await (made.get(module) ?? make(module)))[name];
  if (!called) throw new Error(`There is no ${name} in ${module}.`);
  return called(...given);
}

function make(module: string): ReturnType<Callable['create']> {
  const making = load(module);
  made.set(module, making);
  // What could not be made is tried again by the next call.
  making.catch(() => made.delete(module));
  return making;
}

async function load(module: string): ReturnType<Callable['create']> {
  const { create }: Callable = await import(module);
  // Kysely takes a while to load, and most processes call nothing here.
  const { openInWorker } = await import('./in-worker-driver.ts');
  return create(openInWorker(connection));
}

function answer(question: WorkerRequest): unknown {
  switch (question.ask) {
    case 'run':
      return connection.run(question);
    case 'call':
      return call(question);
    case 'open':
      connection = connect(question.path);
      return;
    case 'commit':
      return connection.commit();
    case 'rollback':
      return connection.rollback();
    case 'close':
      made.clear();
      return connection.close();
  }
}

async function tryToAnswer(question: WorkerRequest): Promise<WorkerResponse> {
  try {
    return { result: await answer(question) };
  } catch (error) {
    const { message, stack, code, errcode } = error as Failure;
    return { failure: { message, stack, code, errcode } };
  }
}

/** One after the other: nothing comes between the statements of what is called. */
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (question: WorkerRequest) => {
  last = last.then(async () => parentPort?.postMessage(await tryToAnswer(question)));
});
