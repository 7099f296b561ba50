/** An HTTP proxy: forwards requests, and tunnels by CONNECT. */
import { once } from 'node:events';
import { Agent, createServer, request as forward } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

interface FakeProxy {
  url: string;
  /** The forwarded requests: `CONNECT 127.0.0.1:40123`, `GET http://127.0.0.1:40123/x`. */
  passed: string[];
  close(): Promise<void>;
}

export async function startFakeProxy(): Promise<FakeProxy> {
  const passed: string[] = [];
  // The global agent would send the request to this proxy again.
  const agent = new Agent();
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    passed.push(`${request.method} ${request.url}`);
    const { method, headers } = request;
    const onward = forward(request.url ?? '', { method, headers, agent }, answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  server.on('connect', ({ url = '' }, client: Socket, head: Buffer) => {
    passed.push(`CONNECT ${url}`);
    const [host, port] = url.split(':');
    const target = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.write(head);
      target.pipe(client).pipe(target);
    });
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.on('error', () => {
        client.destroy();
        target.destroy();
      });
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
