/** A reverse proxy that serves the page on a sub-path, `/board/`, and may have lost what is behind it. */
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Proxy {
  readonly url: string;
  /** Ends what is open, and answers 502 from now on. */
  lose(): void;
  /** Passes requests on again. */
  recover(): void;
  stop(): Promise<void>;
}

const place = '/board';

export async function startProxy(target: string): Promise<Proxy> {
  let isLost = false;
  const open = new Set<ServerResponse>();
  const server = createServer((incoming, response) => {
    if (!incoming.url?.startsWith(`${place}/`)) return void response.writeHead(404).end();
    if (isLost) return void response.writeHead(502).end('<h1>Bad Gateway</h1>');
    const { method = 'GET', headers } = incoming;
    const passed = request(`${target}${incoming.url.slice(place.length)}`, { method, headers }, answer => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    open.add(response);
    response.once('close', () => {
      open.delete(response);
      passed.destroy();
    });
    passed.on('error', () => response.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}${place}/`,
    lose() {
      isLost = true;
      for (const response of open) response.destroy();
    },
    recover() {
      isLost = false;
    },
    async stop() {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
