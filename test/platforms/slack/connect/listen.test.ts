import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { testClock } from '../../clock.ts';
import { sayMessage } from '../../contract.ts';
import { serveHandler } from '../../mounted-endpoint.ts';
import { CHANNEL, setup } from '../setup.ts';

/** As Slack reports the press of a link button. */
const press = {
  type: 'block_actions',
  team: { id: 'T0123', domain: 'acme' },
  user: { id: 'U1', team_id: 'T0123' },
  channel: { id: 'C0456', name: 'calls' },
  api_app_id: 'A1',
  actions: [{ type: 'button', action_id: 'link:0', block_id: 'b', action_ts: '1.1' }],
};

test('Socket Mode: a pressed link button is acknowledged, and posting works at the same time', async () => {
  const { fake, platform, close } = await setup(({ appToken }) => ({ appToken }));
  await platform.start();
  expect(await fake.socket.send('interactive', press)).toEqual({});
  await platform.post({ channel: CHANNEL, message: sayMessage('Hello'), nonce: '1' });
  expect(fake.read('C0456')).toContain('Hello');
  expect(fake.requests.map(({ method }) => method)).toEqual(['auth.test', 'apps.connections.open', 'chat.postMessage']);
  await close();
});

test('Socket Mode: the app reconnects on request and when the connection is cut', async () => {
  const { clock } = testClock();
  const { fake, platform, close } = await setup(({ appToken }) => ({ appToken, clock }));
  await platform.start();
  const opened = () => fake.requests.filter(({ method }) => method === 'apps.connections.open').length;
  for (const interrupt of [fake.socket.recycle, fake.socket.cut]) {
    const before = opened();
    if (interrupt === fake.socket.cut) fake.next('apps.connections.open', 'drop before');
    interrupt();
    await expect.poll(() => opened() > before && fake.socket.connections() === 1, { timeout: 30_000 }).toBe(true);
    expect(await fake.socket.send('interactive', press)).toEqual({});
  }
  await close();
});

test('Socket Mode: with Slack out of reach the start succeeds, and the connection is retried', async () => {
  const { fake, platform, logged, close } = await setup(({ appToken }) => ({ appToken }));
  fake.next('apps.connections.open', { status: 503 });
  await platform.start();
  await fake.socket.connected();
  expect(logged.join('\n')).toMatch(
    /Socket Mode isn't connected; posting continues, .*Slack is having problems \(HTTP 503\)/,
  );
  expect(await fake.socket.send('interactive', press)).toEqual({});
  expect(logged.join('\n')).not.toMatch(/ticket=fake|xapp-/);
  await close();
});

test('Socket Mode: connections that end right after hello are retried after growing waits, and logged', async () => {
  const { clock, waits } = testClock(8);
  const { fake, platform, logged, close } = await setup(({ appToken }) => ({ appToken, clock }));
  fake.socket.hangsUp = true;
  await platform.start();
  await expect.poll(() => waits.length, { timeout: 60_000 }).toBe(8);
  expect(waits).toEqual([1000, 5000, 15_000, 60_000, 60_000, 60_000, 60_000, 60_000]);
  const warnings = logged.filter(line => line.includes("Socket Mode isn't connected"));
  expect(warnings).toEqual(
    [1, 5, 15, 60].map(
      seconds =>
        `Socket Mode isn't connected; posting continues, reconnecting in ${seconds} s {"op":"slack.socket","reason":"Slack closes every connection right away. Check SLACK_APP_TOKEN and any proxy."}`,
    ),
  );
  await close();
});

test('Socket Mode: connections without a hello are closed, logged and reopened after growing waits', async () => {
  const { clock, waits } = testClock(4);
  const { fake, platform, logged, close } = await setup(({ appToken }) => ({ appToken, clock, helloTimeout: 100 }));
  fake.socket.silent = true;
  await platform.start();
  await expect.poll(() => waits, { timeout: 60_000 }).toEqual([1000, 5000, 15_000, 60_000]);
  await expect.poll(() => fake.socket.connections(), { timeout: 60_000 }).toBe(0);
  const reasons = logged.filter(line => line.includes("Socket Mode isn't connected"));
  expect(reasons).toHaveLength(4);
  for (const line of reasons) expect(line).toContain('Slack accepts the connection but never says hello.');
  await close();
});

test('Socket Mode: a long connection is reopened at once', async () => {
  const { clock, waits, pass } = testClock();
  const { fake, platform, logged, close } = await setup(({ appToken }) => ({ appToken, clock }));
  fake.socket.hangsUp = true;
  await platform.start();
  await expect.poll(() => waits.length, { timeout: 60_000 }).toBeGreaterThan(2);
  fake.socket.hangsUp = false;
  await fake.socket.connected();
  expect(await fake.socket.send('interactive', press)).toEqual({});
  pass(30_000);
  const before = waits.length;
  fake.socket.cut();
  await expect.poll(() => waits.length, { timeout: 60_000 }).toBe(before + 1);
  expect(waits.at(-1)).toBe(0);
  expect(logged.join('\n')).toContain('Slack closes every connection right away. Check SLACK_APP_TOKEN and any proxy.');
  await close();
});

async function overHttp(sign: (timestamp: string, body: string) => string, path = '/slack/events') {
  const { platform, close } = await setup(({ signingSecret }) => ({ signingSecret }));
  await platform.start();
  const server = serveHandler(platform.handler);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const timestamp = String(Math.floor(Date.now() / 1000));
  const body = new URLSearchParams({ payload: JSON.stringify(press) }).toString();
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': sign(timestamp, body),
    },
  });
  server.close();
  await close();
  return response.status;
}

const signed = (timestamp: string, body: string) =>
  `v0=${createHmac('sha256', 'fake-signing-secret').update(`v0:${timestamp}:${body}`).digest('hex')}`;

test('HTTP: a signed press is acknowledged, an unsigned press and another path are rejected', async () => {
  expect(await overHttp(signed)).toBe(200);
  expect(await overHttp(() => 'v0=00')).toBe(401);
  expect(await overHttp(signed, '/elsewhere')).toBe(404);
});

test('with a bot token alone the app receives no requests', async () => {
  const { fake, platform, close } = await setup();
  await platform.start();
  expect(platform.handler).toBeUndefined();
  expect(fake.requests.map(({ method }) => method)).toEqual(['auth.test']);
  await close();
});
