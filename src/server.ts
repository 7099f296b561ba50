/** One port for everything: webhooks, health, metrics, the platforms' requests and the console. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Router from '@koa/router';
import Koa from 'koa';
import type { Log } from './log.ts';
import { mountHandler } from './platform-endpoints.ts';
import type { HttpHandler } from './platforms/platform.ts';
import type { Bodies } from './sources/read-body.ts';

export interface ServerOptions {
  host: string;
  port: number;
  routers: readonly Router[];
  /** By path, `/slack/events`. They may be added while the server runs. */
  handlers: ReadonlyMap<string, HttpHandler>;
  /** Reads the handlers' bodies; the routers use the same one. */
  bodies: Bodies;
  log: Log;
  patience?: Patience;
}

/** How long a connection may be kept waiting on, in milliseconds: nobody holds one for ever. */
export interface Patience {
  /** For a request's headers, and for the first byte. */
  headers: number;
  /** For all of a request. The receiver bounds its bodies itself, and sooner. */
  request: number;
  /** While nothing is sent and nothing read: who leaves an answer unread. Browsers open a quiet event stream anew. */
  silence: number;
  /** How often the first two are looked at. */
  look: number;
}

const defaultPatience: Patience = { headers: 10_000, request: 30_000, silence: 120_000, look: 1000 };

export interface HttpServer {
  /** Where it listens, `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Every route there is now, `GET /metrics`; `ANY` for one that looks at the method itself. */
  routes(): string[];
  /** Takes no more requests and lets those under way finish. */
  stop(): Promise<void>;
}

/** Listens; rejects with a sentence that names HOST or PORT when it can't. */
export async function startServer(options: ServerOptions): Promise<HttpServer> {
  const koa = new Koa();
  koa.on('error', error => {
    if (isSenders(error)) options.log.debug({ op: 'http.request', err: error }, 'rejected a bad request');
    else options.log.error({ op: 'http.request', err: error }, 'could not answer a request; answered 500');
  });
  // A sender who keeps a connection busy would hold up a stop, and go on being served.
  koa.use(async (context, next) => {
    await next();
    if (!server.listening) context.set('Connection', 'close');
  });
  for (const router of options.routers) koa.use(router.routes());

  const handle = koa.callback();
  const { headers, request: whole, silence, look } = options.patience ?? defaultPatience;
  const timeouts = { headersTimeout: headers, requestTimeout: whole, connectionsCheckingInterval: look };
  const server = createServer(timeouts, (request, response) => {
    request.url = toOriginForm(request.url ?? '/');
    const path = request.url.split('?', 1)[0] as string;
    const handler = options.handlers.get(path);
    if (handler) mountHandler(handler, options.bodies, options.log)(request, response);
    else handle(request, response);
  });
  server.timeout = silence;
  await listen(server, options);
  return {
    url: localUrl(options.host, (server.address() as AddressInfo).port),
    routes: () => listRoutes(options),
    stop: () => close(server),
  };
}

/** `http://host/path` is to be taken for `/path` (RFC 9112, 3.2.2); of a host that is none Koa would make a 500. */
function toOriginForm(url: string): string {
  const path = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, '');
  return path.startsWith('/') || path === '*' ? path : `/${path}`;
}

/** Broken HTTP, a connection that was cut, or a refusal that a route threw: strangers must not fill the error log. */
function isSenders(error: unknown): boolean {
  const { code, expose } = error as { code?: unknown; expose?: unknown };
  return (
    expose === true ||
    (typeof code === 'string' && /^(HPE_|ECONNRESET|ECONNABORTED|EPIPE|ERR_STREAM_PREMATURE_CLOSE)/.test(code))
  );
}

/** A route of all methods looks at the method itself. */
function listRoutes({ routers, handlers }: ServerOptions): string[] {
  const layers = routers.flatMap(router => router.stack).filter(({ methods }) => methods.length > 0);
  const methodOf = (methods: string[]) => (methods.length > 2 ? 'ANY' : methods.filter(one => one !== 'HEAD').join());
  return [
    ...layers.map(({ methods, path }) => `${methodOf(methods)} ${path}`),
    ...[...handlers.keys()].map(path => `ANY ${path}`),
  ];
}

/** By the system's code (`man 2 bind`). */
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

/** `http://localhost:3000`, for people on this machine. */
export function localUrl(host: string, port: number): string {
  const name = ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host) ? 'localhost' : host;
  return `http://${name}:${port}`;
}

/** Milliseconds that a request under way has to end once the server stops. */
const grace = 2000;

function close(server: Server): Promise<void> {
  return new Promise(resolve => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), grace).unref();
  });
}
