/** `callboard demo` as a process, and a service that must see nothing of it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openCli } from '../cli/cli-harness.ts';

/** Runs `callboard demo` to its end in an environment of its own. */
export function demo(args: string[], env: Record<string, string> = {}) {
  return openCli({ TZ: 'UTC', HOST: '127.0.0.1', ...env }).spawn('demo', '--once', '--pause', '0', ...args);
}

/** A server that counts who comes. */
export async function countRequests(): Promise<{ port: number; count(): number; stop(): void }> {
  let requests = 0;
  const server = createServer((_, response) => {
    requests += 1;
    response.writeHead(404).end();
  });
  server.on('upgrade', socket => {
    requests += 1;
    socket.destroy();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, count: () => requests, stop: () => server.close() };
}
