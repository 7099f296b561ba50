/** One port: webhooks, health, metrics, what platforms call back, and the console. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Router from '@koa/router';
import Koa from 'koa';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.ts';

/** A handler of a platform's SDK for one path, below our port. */
export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void;

export interface ServerOptions {
  host: string;
  port: number;
  routers: readonly Router[];
  /** By path, `/slack/events`. */
  handlers: ReadonlyMap<string, NodeHandler>;
  /** Throws when the store does not answer. */
  checkReady(): Promise<void>;
  metrics: Metrics;
  log: Logger;
}

export interface HttpServer {
  /** Where it listens, `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Takes no more requests and lets those under way finish. */
  stop(): Promise<void>;
}

/** Listens; rejects with a sentence that names HOST and PORT when it cannot. */
export async function startServer(options: ServerOptions): Promise<HttpServer> {
  const koa = new Koa();
  koa.on('error', error => options.log.error({ err: error }, 'request failed'));
  for (const router of [healthRoutes(options), ...options.routers]) koa.use(router.routes());

  const handle = koa.callback();
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] as string;
    const handler = options.handlers.get(path);
    if (handler) handler(request, response);
    else handle(request, response);
  });
  // Slow senders hold a connection no longer than this; the receiver bounds the body by itself.
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  await listen(server, options);
  return { url: urlOf(server, options.host), stop: () => close(server) };
}

/** `/healthz`: the process runs. `/readyz`: it can take webhooks, that is, the store answers. */
function healthRoutes({ checkReady, metrics, log }: ServerOptions): Router {
  const router = new Router();
  router.get('/healthz', context => {
    context.body = { status: 'ok' };
  });
  router.get('/readyz', async context => {
    try {
      await checkReady();
      context.body = { status: 'ok' };
    } catch (error) {
      log.warn({ err: error }, 'not ready');
      context.status = 503;
      context.body = { status: 'unavailable' };
    }
  });
  router.get('/metrics', async context => {
    context.type = metrics.contentType;
    context.body = await metrics.read();
  });
  return router;
}

function listen(server: Server, { host, port }: ServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'EADDRINUSE' ? 'something else listens there; set PORT' : cause.message;
      reject(new Error(`Cannot listen on HOST ${host}, PORT ${port}: ${reason}.`, { cause }));
    });
    server.listen(port, host, resolve);
  });
}

function urlOf(server: Server, host: string): string {
  const { port } = server.address() as AddressInfo;
  const name = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host) ? 'localhost' : host;
  return `http://${name}:${port}`;
}

/** Milliseconds that a request under way has to end once the server stops. */
const grace = 3000;

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), grace).unref();
  });
}
