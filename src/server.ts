/** The HTTP server: one port for webhooks, health, metrics, the platforms' requests and the console. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Router from '@koa/router';
import Koa from 'koa';
import type { Log } from './log.ts';
import { mountHandler } from './platform-endpoints.ts';
import type { HttpHandler } from './platforms/platform.ts';
import type { Bodies } from './sources/read-body.ts';

interface ServerOptions {
  host: string;
  port: number;
  routers: readonly Router[];
  /** Platform handlers by path, `/slack/events`. They may be added while the server runs. */
  handlers: ReadonlyMap<string, HttpHandler>;
  /** The budget for request bodies, shared with the routers. */
  bodies: Bodies;
  log: Log;
  timeouts?: Timeouts;
}

/** How long a client may keep a connection waiting, in milliseconds. */
export interface Timeouts {
  /** For the first byte and the headers of a request. */
  headers: number;
  /** For the whole request. The receiver has a shorter limit for bodies. */
  request: number;
  /** Without any bytes in either direction, such as an unread response. Browsers reopen an idle event stream. */
  idle: number;
  /** Between two checks of the first two. */
  checkEvery: number;
}

const defaultTimeouts: Timeouts = { headers: 10_000, request: 30_000, idle: 120_000, checkEvery: 1000 };

interface HttpServer {
  /** Where it listens, `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Lists the current routes, `GET /metrics`. `ANY`: the route checks the method itself. */
  routes(): string[];
  /** Accepts no more requests and lets those in progress finish. */
  stop(): Promise<void>;
}

/** Starts the server. Rejects with an error for people that names HOST or PORT when it can't listen. */
export async function startServer(options: ServerOptions): Promise<HttpServer> {
  const koa = new Koa();
  koa.on('error', error => {
    if (isClientError(error)) options.log.debug({ op: 'http.request', err: error }, 'rejected a bad request');
    else options.log.error({ op: 'http.request', err: error }, 'could not answer a request; answered 500');
  });
  // Otherwise a client with a busy connection would delay a stop and still be served.
  koa.use(async (context, next) => {
    await next();
    if (!server.listening) context.set('Connection', 'close');
  });
  for (const router of options.routers) koa.use(router.routes());

  const handle = koa.callback();
  const { headers, request: whole, idle, checkEvery } = options.timeouts ?? defaultTimeouts;
  const limits = { headersTimeout: headers, requestTimeout: whole, connectionsCheckingInterval: checkEvery };
  const server = createServer(limits, (request, response) => {
    request.url = toOriginForm(request.url ?? '/');
    const path = request.url.split('?', 1)[0] as string;
    const handler = options.handlers.get(path);
    if (handler) mountHandler(handler, options.bodies, options.log)(request, response);
    else handle(request, response);
  });
  server.timeout = idle;
  await listen(server, options);
  return {
    url: localUrl(options.host, (server.address() as AddressInfo).port),
    routes: () => listRoutes(options),
    stop: () => close(server),
  };
}

/** Converts `http://host/path` to `/path` (RFC 9112, 3.2.2). With an invalid host Koa would answer 500. */
function toOriginForm(url: string): string {
  const path = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '');
  return path.startsWith('/') || path === '*' ? path : `/${path}`;
}

/** Whether a client caused the error (bad HTTP, a lost connection, a route's rejection): clients must not fill the error log. */
function isClientError(error: unknown): boolean {
  const { code, expose } = error as { code?: unknown; expose?: unknown };
  return (
    expose === true ||
    (typeof code === 'string' && /^(HPE_|ECONNRESET|ECONNABORTED|EPIPE|ERR_STREAM_PREMATURE_CLOSE)/.test(code))
  );
}

/** A route of all methods checks the method itself. */
function listRoutes({ routers, handlers }: ServerOptions): string[] {
  const layers = routers.flatMap(router => router.stack).filter(({ methods }) => methods.length > 0);
  const methodOf = (methods: string[]) => (methods.length > 2 ? 'ANY' : methods.filter(one => one !== 'HEAD').join());
  return [
    ...layers.map(({ methods, path }) => `${methodOf(methods)} ${path}`),
    ...[...handlers.keys()].map(path => `ANY ${path}`),
  ];
}

/** Problems by the system's error code (`man 2 bind`). */
const listenProblems: Record<string, (host: string, port: number) => string> = {
  EADDRINUSE: (_host, port) => `Port ${port} is already in use. Set PORT to another one.`,
  EACCES: (_host, port) => `Not allowed to use port ${port}. Set PORT to 1024 or higher.`,
  EADDRNOTAVAIL: host => `HOST ${host} isn't an address of this machine. Set HOST to 127.0.0.1 or 0.0.0.0.`,
  ENOTFOUND: host => `HOST ${host} wasn't found. Set HOST to 127.0.0.1 or 0.0.0.0.`,
};

const unknownProblem = (host: string, port: number, { code, message }: NodeJS.ErrnoException) =>
  `Couldn't listen on HOST ${host}, PORT ${port} (${code ?? message}).`;

function listen(server: Server, { host, port }: ServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(new Error(listenProblems[cause.code ?? '']?.(host, port) ?? unknownProblem(host, port, cause), { cause }));
    });
    server.listen(port, host, resolve);
  });
}

/** Returns the URL for people on this machine: `http://localhost:3000`. */
export function localUrl(host: string, port: number): string {
  const name = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host) ? 'localhost' : host;
  return `http://${name}:${port}`;
}

/** Milliseconds that requests in progress get to end after a stop. */
const grace = 2000;

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), grace).unref();
  });
}
