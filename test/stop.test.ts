/** A graceful stop. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { startApp } from './app-harness.ts';
import { createTestDatabase } from './databases.ts';

test('a webhook in progress is answered, and then its connection is closed, even with keep-alive', async () => {
  const { app, stop } = await startApp({});
  const agent = new Agent({ keepAlive: true });
  const headers = { expect: '100-continue', 'content-type': 'application/json' };
  const webhook = request(`${app.url}/webhooks/cometchat`, { method: 'POST', agent, headers });
  webhook.flushHeaders();
  // The server has the request from here on.
  await once(webhook, 'continue');
  webhook.write('{"trigger":');
  const stopping = stop();
  webhook.end('"anything"}');
  const [answer] = (await once(webhook, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(200);
  expect(answer.headers.connection).toBe('close');
  answer.resume();
  await stopping;
  agent.destroy();
});

test('a signal stops the app as soon as it accepts webhooks, while the platforms are still connecting', async () => {
  const place = await createTestDatabase('sqlite');
  // No server listens on the discard port.
  const slack = { SLACK_BOT_TOKEN: 'xoxb-test', SLACK_API_URL: 'http://127.0.0.1:9/' };
  const server = spawn(process.execPath, [join(import.meta.dirname, '../src/main.js')], {
    env: { PATH: process.env.PATH, PORT: '0', DATABASE_URL: place.url, ...slack },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(server, 'exit');
  for await (const line of createInterface({ input: server.stdout })) {
    if (line.includes('Callboard is running at')) server.kill('SIGTERM');
  }
  expect(await exited).toEqual([0, null]);
  await place.remove();
});
