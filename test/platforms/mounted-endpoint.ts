/** Serves a platform's handler, mounted as on Callboard's port. */
import { createServer, type Server } from 'node:http';
import { pino } from 'pino';
import { mountHandler } from '../../src/platform-endpoints.ts';
import type { HttpHandler } from '../../src/platforms/platform.ts';
import { createBodies } from '../../src/sources/read-body.ts';

/** Without a handler the server sends no response. */
export function serveHandler(handler: HttpHandler | null | undefined): Server {
  return handler ? createServer(mountHandler(handler, createBodies(), pino({ level: 'silent' }))) : createServer();
}
