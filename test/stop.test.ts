/** A graceful stop. */
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startApp } from './app.ts';

test('a webhook on its way is answered, and its connection then closed, though its sender would keep it', async () => {
  const { app, stop } = await startApp({});
  const agent = new Agent({ keepAlive: true });
  const webhook = request(`${app.url}/webhooks/cometchat`, { method: 'POST', agent });
  webhook.write('{"trigger":');
  await delay(100);
  const stopping = stop();
  webhook.end('"anything"}');
  const [answer] = (await once(webhook, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(200);
  expect(answer.headers.connection).toBe('close');
  answer.resume();
  await stopping;
  agent.destroy();
});
