/** Mounts a platform's own HTTP handler (Bolt's receiver, Discord's interactions) behind the port's body budget. */
import type { RequestListener, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import type { Log } from './log.ts';
import type { HttpHandler } from './platforms/platform.ts';
import { type Bodies, BodyError } from './sources/read-body.ts';

/** The body counts against the budget until the response is over. A handler that throws costs its own request. */
export function mountHandler(handler: HttpHandler, bodies: Bodies, log: Log): RequestListener {
  return (request, response) => {
    challengeOn401(response);
    const answered = bodies.use(request, async rawBody => {
      const over = finished(response).catch(() => {});
      await handler(Object.assign(request, { rawBody }), response);
      await over;
    });
    answered.catch(error => {
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

/** A 401 names its scheme (RFC 9110, 15.5.2). Bolt sends none, and offers no place to add it. */
function challengeOn401(response: ServerResponse): void {
  const { writeHead } = response;
  response.writeHead = ((status: number, ...rest: [never]) => {
    if (status === 401) response.setHeader('WWW-Authenticate', 'Signature realm="Callboard"');
    return writeHead.call(response, status, ...rest);
  }) as typeof writeHead;
}
