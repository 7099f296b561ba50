/** A server on loopback that can be closed, as in an outage, and opened again at the same address. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Host {
  server: Server;
  /** `127.0.0.1:40123`, the same for the life of the fake. */
  address: string;
  /** Stops listening and cuts all connections but WebSockets. */
  close(): Promise<void>;
  /** Listens again. */
  open(): Promise<void>;
}

type Handle = (request: IncomingMessage, body: string, response: ServerResponse) => void;

/** Listens on this port, or with 0 on a free one. */
export async function createHost(port: number, handle: Handle): Promise<Host> {
  const server = createServer((request, response) => {
    // A request that breaks off is never handled.
    void text(request).then(
      body => handle(request, body, response),
      () => response.destroy(),
    );
  });
  // With Node's default of 5 s an idle connection could end just as a client with 5 requests in 5 s reuses it.
  server.keepAliveTimeout = 75_000;
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const bound = (server.address() as AddressInfo).port;
  return {
    server,
    address: `127.0.0.1:${bound}`,
    async close() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
    async open() {
      await once(server.listen(bound, '127.0.0.1'), 'listening');
    },
  };
}
