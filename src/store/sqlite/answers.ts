/** Answers what is asked of SQLite's thread, in the thread. */
import { parentPort } from 'node:worker_threads';
import { Kysely } from 'kysely';
import type { Database } from '../database.ts';
import type { Tables } from '../tables.ts';
import { type Connection, connect } from './connection.ts';
import { directDialect } from './direct.ts';
import type { Answer, Failure, Question } from './messages.ts';

/** What a module that is called here exports. */
interface Callable {
  create(database: Database): Promise<Record<string, (...given: unknown[]) => Promise<unknown>>>;
}

let connection: Connection;
let database: Database;
/** By module, what it made. */
const made = new Map<string, ReturnType<Callable['create']>>();

function open(path: string): void {
  connection = connect(path);
  const db = new Kysely<Tables>({ dialect: directDialect(connection) });
  database = { kind: 'sqlite', db, inThread: null, close: async () => {} };
}

async function call({ module, name, given }: Question & { ask: 'call' }): Promise<unknown> {
  if (!made.has(module)) {
    const { create }: Callable = await import(module);
    made.set(module, create(database));
  }
  return (await made.get(module))?.[name]?.(...given);
}

function answer(question: Question): unknown {
  switch (question.ask) {
    case 'run':
      return connection.run(question);
    case 'call':
      return call(question);
    case 'open':
      return open(question.path);
    case 'commit':
      return connection.commit();
    case 'rollback':
      return connection.rollback();
    case 'close':
      return connection.close();
  }
}

async function tryToAnswer(question: Question): Promise<Answer> {
  try {
    return { result: await answer(question) };
  } catch (error) {
    const { message, code, errcode } = error as Failure;
    return { failure: { message, code, errcode } };
  }
}

/** One after the other: nothing comes between the statements of what is called. */
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (question: Question) => {
  last = last.then(async () => parentPort?.postMessage(await tryToAnswer(question)));
});
