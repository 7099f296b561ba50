/** A response that breaks off unread doesn't end the process. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextImmediate } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { createDiscord } from '../../src/platforms/discord/index.ts';
import type { Platform } from '../../src/platforms/platform.ts';
import { createSlack } from '../../src/platforms/slack/index.ts';
import { sayMessage } from './contract.ts';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const identity = { ok: true, team_id: 'T0123', team: 'Acme', user: 'callboard', user_id: 'U1', bot_id: 'B1' };

let server: Server;
/** Responses that broke off and whose connection is closed. */
let broken = 0;
afterEach(() => new Promise(resolve => server.close(resolve)));

/** Rejects every message with this status, and closes its side in the middle of the response. */
async function startServer(status: number): Promise<string> {
  broken = 0;
  server = createServer((request, response) => {
    if (request.url?.endsWith('auth.test')) return void response.end(JSON.stringify(identity));
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': '1000', 'retry-after': '1' });
    response.write('{"ok":', () => response.socket?.end());
    response.socket?.once('close', () => {
      broken += 1;
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const platforms: [string, string, (url: string) => Platform][] = [
  ['Slack', 'T0123/C0456', url => createSlack({ botToken: 'xoxb-1', apiUrl: `${url}/api/`, log })],
  [
    'Discord',
    '700000000000000001/700000000000000002',
    url => createDiscord({ token: 'a.b.c', apiUrl: `${url}/api`, log }),
  ],
];

test.each(
  platforms.flatMap(([name, channel, create]) => [429, 500, 403].map(status => ({ name, channel, create, status }))),
)('a $status of $name that breaks off fails only its own request', async ({ channel, create, status }) => {
  const errors: unknown[] = [];
  const note = (error: unknown) => errors.push(error);
  process.on('uncaughtException', note);
  const platform = create(await startServer(status));
  const posting = platform.post({ channel, message: sayMessage('Lost'), nonce: 'one' });
  const kind = status === 429 ? 'rate_limited' : 'transient';
  await expect(posting).rejects.toMatchObject({ name: 'PlatformError', kind });
  await expect.poll(() => broken).toBeGreaterThan(0);
  await nextImmediate();
  await platform.stop();
  process.off('uncaughtException', note);
  expect(errors).toEqual([]);
});
