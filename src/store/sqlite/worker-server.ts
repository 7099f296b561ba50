/** The worker side of the SQLite thread: handles one request after the other. */
import { parentPort } from 'node:worker_threads';
import type { Database } from '../database.ts';
import { type Connection, connect } from './connection.ts';
import type { Failure, WorkerRequest, WorkerResponse } from './protocol.ts';

/** A module whose functions can be called here. */
interface CallableModule {
  create(database: Database): Promise<Record<string, (...parameters: unknown[]) => Promise<unknown>>>;
}

let connection: Connection;
/** The functions of each module. */
const created = new Map<string, ReturnType<CallableModule['create']>>();

async function call({ module, name, parameters }: WorkerRequest & { type: 'call' }): Promise<unknown> {
  const found = (await (created.get(module) ?? create(module)))[name];
  if (!found) throw new Error(`There is no ${name} in ${module}.`);
  return found(...parameters);
}

function create(module: string): ReturnType<CallableModule['create']> {
  const creating = load(module);
  created.set(module, creating);
  // After a failure the next call tries again.
  creating.catch(() => created.delete(module));
  return creating;
}

async function load(module: string): ReturnType<CallableModule['create']> {
  const callable: CallableModule = await import(module);
  // Loaded here, since Kysely takes a while and most processes call nothing in the thread.
  const { openInWorker } = await import('./in-worker-driver.ts');
  return callable.create(openInWorker(connection));
}

function handle(request: WorkerRequest): unknown {
  switch (request.type) {
    case 'run':
      return connection.run(request);
    case 'call':
      return call(request);
    case 'open':
      connection = connect(request.path);
      return;
    case 'commit':
      return connection.commit();
    case 'rollback':
      return connection.rollback();
    case 'close':
      created.clear();
      return connection.close();
  }
}

async function respond(request: WorkerRequest): Promise<WorkerResponse> {
  try {
    return { result: await handle(request) };
  } catch (error) {
    const { message, stack, code, errcode } = error as Failure;
    return { failure: { message, stack, code, errcode } };
  }
}

/** Requests run one after the other, so no statement runs between those of a call. */
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: WorkerRequest) => {
  last = last.then(async () => parentPort?.postMessage(await respond(request)));
});
