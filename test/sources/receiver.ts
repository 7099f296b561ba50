/** The receiver behind real HTTP and before a real store, with what a test may want to hold up or break. */
import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { readConfig } from '../../src/config.ts';
import { createStatusRoutes } from '../../src/health-routes.ts';
import { createMetrics } from '../../src/metrics.ts';
import type { HttpHandler } from '../../src/platforms/platform.ts';
import { startServer, type Timeouts } from '../../src/server.ts';
import { createIngest } from '../../src/sources/ingest.ts';
import { openSources } from '../../src/sources/open-sources.ts';
import { type BodyBounds, createBodies } from '../../src/sources/read-body.ts';
import { createReceiver } from '../../src/sources/receiver.ts';
import type { RejectionLimits } from '../../src/sources/rejection-throttle.ts';
import { isRowError } from '../../src/store/classify-database-error.ts';
import { openDatabase } from '../../src/store/database.ts';
import { addEvents, type InsertResult } from '../../src/store/events/insert-events.ts';
import type { NewEvent } from '../../src/store/events/new-event.ts';
import { createGroupCommit } from '../../src/store/group-commit.ts';
import type { DatabaseKind } from '../../src/store/tables.ts';
import { createTestDatabase } from '../databases.ts';

interface Options {
  bodyBounds?: BodyBounds;
  rejectionLimits?: RejectionLimits;
  timeouts?: Timeouts;
  /** The server's other responses, by path. */
  handlers?: Map<string, HttpHandler>;
  kind?: DatabaseKind;
  /** Runs before each batch is committed. */
  beforeCommit?: (batch: NewEvent[]) => void | Promise<void>;
  /** Runs after each event was handed to the group commit. */
  submitted?: () => void;
}

/** `env` configures the sources. */
export async function startReceiver(env: Record<string, string>, options: Options = {}) {
  const place = await createTestDatabase(options.kind ?? 'sqlite');
  const database = await openDatabase(place.url);
  const logged: { level: number; msg: string; unlogged?: number }[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  const commits = createGroupCommit<NewEvent, InsertResult>(async events => {
    await options.beforeCommit?.(events);
    return addEvents(database, events);
  }, isRowError);
  const ingest = createIngest({
    commit(event) {
      const committed = commits.submit(event);
      options.submitted?.();
      return committed;
    },
    committed() {},
    clock: Date.now,
  });
  const { find } = openSources(readConfig(env), []);
  const { bodyBounds, rejectionLimits, timeouts } = options;
  const bodies = createBodies(bodyBounds);
  const receiver = createReceiver({
    findSource: async name => find(name),
    ingest,
    log,
    bodies,
    rejectionLimits,
  });
  const metrics = createMetrics({ ledger: async () => [], held: async () => [] });
  const metricsAccess = { token: null, local: true };
  const server = await startServer({
    host: '127.0.0.1',
    port: 0,
    routers: [createStatusRoutes({ checkReady: async () => {}, metrics, metricsAccess, log }), receiver],
    handlers: options.handlers ?? new Map(),
    bodies,
    log,
    timeouts,
  });
  return {
    url: server.url,
    database,
    bodies,
    /** Log lines of level `info` and above. */
    logged,
    async stop() {
      await server.stop();
      await database.close();
      await place.remove();
    },
  };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A request as given, byte for byte: fetch would fix or reject some of them. Chunks are sent without a length. */
export function send(
  url: string,
  { method = 'POST', headers = {}, body = [] }: { method?: string; headers?: object; body?: Buffer | Buffer[] },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = Array.isArray(body) ? {} : { 'content-length': body.length };
    const sent = httpRequest(url, { method, headers: { ...length, ...headers } }, async response => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: await text(response) });
    });
    sent.on('error', reject);
    for (const chunk of [body].flat()) sent.write(chunk);
    sent.end();
  });
}
