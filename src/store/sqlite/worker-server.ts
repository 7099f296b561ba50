/**
 * The thread's side: handles one request after the other. SQLite works and waits for the disk there, while the process
 * answers webhooks and chat.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Database } from '../database.ts';
import { type Connection, connect } from './connection.ts';
import type { Failure, ThreadOptions, WorkerRequest, WorkerResponse } from './protocol.ts';

/** The functions of the thread, by name. */
type Served = Record<string, (...parameters: never[]) => Promise<unknown>>;

/** Loads the functions. The result is called once for each store that the thread opens. */
type LoadServed = () => Promise<(database: Database) => Served>;

let load: LoadServed;
let connection: Connection;
/** The functions on the open store; null until the first call. */
let served: Promise<Served> | null = null;

/** Serves statements and these functions. An entry file calls it with the list of its functions. */
export function serveSqlite(functions: LoadServed): void {
  load = functions;
  parentPort?.on('message', (request: WorkerRequest) => {
    last = last.then(async () => parentPort?.postMessage(await respond(request)));
  });
  // A failure is reported by the first call.
  if ((workerData as ThreadOptions).preload) void Promise.all([load(), loadDriver()]).catch(() => {});
}

/** Requests run one after the other, so no statement runs between those of a call. */
let last: Promise<void> = Promise.resolve();

/** Kysely takes a while to load, and most processes call nothing in the thread. */
const loadDriver = () => import('./in-worker-driver.ts');

async function call({ name, parameters }: WorkerRequest & { type: 'call' }): Promise<unknown> {
  served ??= open();
  const found = (await served)[name];
  if (!found) throw new Error(`The thread of SQLite serves no ${name}.`);
  return found(...(parameters as never[]));
}

function open(): Promise<Served> {
  const opening = loadAndOpen();
  // After a failure the next call tries again.
  opening.catch(() => {
    served = null;
  });
  return opening;
}

async function loadAndOpen(): Promise<Served> {
  const [create, { openInWorker }] = await Promise.all([load(), loadDriver()]);
  return create(openInWorker(connection));
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
      served = null;
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
