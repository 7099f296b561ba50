import { type IncomingMessage, request } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../app-harness.ts';

let running: TestApp | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

/** As any program may ask, with headers that a browser would not let a page set. */
async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request(`${running?.app.url}${path}`, { method, headers }, response => {
      response.resume();
      resolve(response);
    });
    sent.on('error', reject);
    sent.end();
  });
}

const statusOf = async (...args: Parameters<typeof ask>) => (await ask(...args)).statusCode;
const basic = (credentials: string) => ({ authorization: `Basic ${Buffer.from(credentials).toString('base64')}` });
const paths = ['/', '/console/page.js', '/console/state', '/console/messages', '/console/live', '/console/why/x'];

describe('without a password', () => {
  test.each(paths)('a request with a foreign Host is rejected: %s', async path => {
    running = await startApp();
    expect(await statusOf(path, { host: 'evil.example' })).toBe(403);
  });

  test('requests with names of this machine are accepted', async () => {
    running = await startApp();
    for (const host of ['localhost', 'localhost:3000', '127.0.0.1:3000', '[::1]:3000']) {
      expect(await statusOf('/', { host })).toBe(200);
    }
    for (const host of ['localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1']) {
      expect(await statusOf('/', { host })).toBe(403);
    }
  });
});

describe('with a password', () => {
  test.each(paths)('the password is required: %s', async path => {
    running = await startApp({ CONSOLE_PASSWORD: 'stage: left, right' });
    const { statusCode, headers } = await ask(path);
    expect([statusCode, headers['www-authenticate']]).toEqual([401, 'Basic realm="Callboard", charset="UTF-8"']);
  });

  test('without a password nothing is required', async () => {
    running = await startApp({ CONSOLE_PASSWORD: 'stage: left, right' });
    expect(await statusOf('/console/chat', {}, 'POST')).toBe(401);
  });

  test('only the right password is accepted, with any Host', async () => {
    running = await startApp({ CONSOLE_PASSWORD: 'stage: left, right' });
    expect(await statusOf('/', { ...basic('anybody:stage: left, right'), host: 'callboard.example' })).toBe(200);
    for (const wrong of ['anybody:stage', 'anybody:', 'stage: left, right', ':stage: left, rights']) {
      expect(await statusOf('/', basic(wrong))).toBe(401);
    }
    expect(await statusOf('/', { authorization: 'Bearer stage: left, right' })).toBe(401);
  });
});

describe('a test webhook', () => {
  const path = '/console/samples/cometchat/call_unanswered';
  const own = () => ({ origin: running?.app.url as string, host: new URL(running?.app.url as string).host });

  test("from another site's page is rejected", async () => {
    running = await startApp();
    for (const site of ['cross-site', 'same-site']) {
      expect(await statusOf(path, { 'sec-fetch-site': site }, 'POST')).toBe(403);
    }
    for (const origin of ['https://evil.example', 'http://localhost:1', 'null']) {
      expect(await statusOf(path, { origin }, 'POST')).toBe(403);
    }
    const messages = await fetch(`${running.app.url}/console/messages?channel=preview:demo/everything`);
    expect(await messages.json()).toEqual([]);
  });

  test('from the page itself is accepted', async () => {
    running = await startApp();
    expect(await statusOf(path, { ...own(), 'sec-fetch-site': 'same-origin' }, 'POST')).toBe(200);
    expect(await statusOf('/console/samples/cometchat/no_such', own(), 'POST')).toBe(404);
  });
});

test('the page can run only its own scripts', async () => {
  running = await startApp();
  const { headers } = await ask('/');
  expect(headers['content-security-policy']).toContain("default-src 'self'");
  expect(headers['content-security-policy']).not.toContain('unsafe');
  expect(headers['x-content-type-options']).toBe('nosniff');
});

test('an address with a NUL character, which PostgreSQL rejects, is rejected', async () => {
  running = await startApp();
  for (const path of ['/console/messages?channel=%00', '/console/live?channel=%00', '/console/why/%00'])
    expect(await statusOf(path)).toBe(400);
});
