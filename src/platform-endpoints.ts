/** Serves the HTTP handlers of platforms (Bolt's receiver, Discord's interactions) within the budget for request bodies. */
import type { RequestListener, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import type { Log } from './log.ts';
import type { HttpHandler } from './platforms/platform.ts';
import { type Bodies, BodyError } from './sources/read-body.ts';

/** Mounts a handler. A request's body counts for the budget until its response ends. If the handler throws, the answer is 500. */
export function mountHandler(handler: HttpHandler, bodies: Bodies, log: Log): RequestListener {
  return (request, response) => {
    challengeOn401(response);
    const handling = bodies.use(request, async rawBody => {
      const ended = finished(response).catch(() => {});
      await handler(Object.assign(request, { rawBody }), response);
      await ended;
    });
    handling.catch(error => {
      if (!(error instanceof BodyError))
        log.error({ op: 'platform.request', err: error }, 'could not answer a platform request; answered 500');
      if (response.headersSent) {
        response.destroy();
        return;
      }
      const { status, headers, message } =
        error instanceof BodyError ? error : { status: 500, headers: {}, message: 'Internal Server Error' };
      response.writeHead(status, { ...headers, 'Content-Type': 'text/plain' }).end(message);
    });
  };
}

/** Adds the header that a 401 needs (RFC 9110, 15.5.2). Bolt doesn't send it and has no option for it. */
function challengeOn401(response: ServerResponse): void {
  const { writeHead } = response;
  response.writeHead = ((status: number, ...rest: [never]) => {
    if (status === 401) response.setHeader('WWW-Authenticate', 'Signature realm="Callboard"');
    return writeHead.call(response, status, ...rest);
  }) as typeof writeHead;
}
