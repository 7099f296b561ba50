import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { createFetch } from '../../../../src/platforms/slack/connect/fetch.ts';

/** Starts a server with this handler; counts its open connections. */
async function serve(answer: (response: ServerResponse) => void) {
  const server = createServer((request, response) => {
    request.resume();
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    open: () => new Promise<number>(resolve => server.getConnections((_, count) => resolve(count))),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

test('a response that arrives byte by byte times out', async () => {
  await using slow = await serve(response => {
    const drip = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(drip));
  });
  const { text } = await createFetch(200)(slow.url, { method: 'POST', headers: {}, body: 'x' });
  await expect(text()).rejects.toMatchObject({ code: 'UND_ERR_BODY_TIMEOUT' });
});

test('an endless unread error body leaves no connection open', async () => {
  await using endless = await serve(response => response.writeHead(429).write(Buffer.alloc(500_000)));
  const fetch = createFetch(200);
  for (const _ of [1, 2, 3]) expect(await fetch(endless.url, { method: 'POST' })).toMatchObject({ status: 429 });
  await vi.waitFor(async () => expect(await endless.open()).toBe(0), { timeout: 30_000 });
});
