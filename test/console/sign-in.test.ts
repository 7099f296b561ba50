/** Signing in to the console: with the link that start prints, or with the password. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { startApp, type TestApp } from '../app-harness.ts';
import { createTestDatabase, describeOnDatabases } from '../databases.ts';
import { startFakeSlack } from '../fakes/slack/index.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

type Options = Parameters<typeof startApp>[1];

async function start(env: Record<string, string> = {}, options: Options = {}): Promise<TestApp> {
  const slack = await startFakeSlack();
  const tokens = { SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.url };
  const running = await startApp({ ...tokens, ...env }, options);
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= running.stop());
  stops.push(slack.close, stop);
  return { ...running, stop };
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** As any program may ask; nothing is followed. */
function ask({ app }: TestApp, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(`${app.url}${path}`, { method, headers }, async response => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: await text(response) });
    });
    sent.on('error', reject);
    sent.end(path === '/console/chat' ? '{}' : undefined);
  });
}

const keyPattern = /\/\?key=([\w-]+)/;
const keyOf = ({ printed }: TestApp) => keyPattern.exec(printed.join())?.[1] ?? '';
const basic = (password: string) => ({ authorization: `Basic ${btoa(`any:${password}`)}` });

test('the link signs in with a cookie and leaves the address', async () => {
  const running = await start();
  const key = keyOf(running);
  expect(key).toMatch(/^[\w-]{43}$/);
  const { status, headers, body } = await ask(running, `/?key=${key}`);
  expect(status).toBe(303);
  expect(headers).toMatchObject({ location: './', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' });
  const [cookie = ''] = headers['set-cookie'] ?? [];
  expect(cookie).toMatch(/^callboard_[\w-]{8}=[\w-]{43}; path=\/; samesite=strict; httponly$/);
  expect(cookie + body).not.toContain(key);
  expect((await ask(running, '/', { cookie: cookie.split(';')[0] ?? '' })).status).toBe(200);
});

test('the link is printed once, and neither it nor its cookie is ever logged', async () => {
  const running = await start();
  const key = keyOf(running);
  const { headers } = await ask(running, `/?key=${key}`);
  const value = /=([\w-]{43});/.exec(String(headers['set-cookie']))?.[1] ?? 'none';
  await ask(running, `/?key=${key}x`);
  await ask(running, '/console/state', { authorization: `Bearer ${key}` });
  await ask(running, '/console/why/none', { authorization: `Bearer ${key}` });
  expect(running.printed).toEqual([`Open the console: ${running.app.url}/?key=${key} (keep this link secret)`]);
  expect(running.logged.join()).not.toContain(key);
  expect(running.logged.join()).not.toContain(value);
});

test('without a terminal the log names the command that prints the link', async () => {
  const running = await start({}, { printLink: undefined });
  const { name, value } = await running.core.database.db.selectFrom('secrets').selectAll().executeTakeFirstOrThrow();
  expect(name).toBe('console link');
  expect(running.logged.join()).not.toContain(value);
  const lines = running.logged.map(line => JSON.parse(line).msg).filter(line => line.includes('link'));
  expect(lines).toEqual([expect.stringMatching(/^To get the link to the console, run: .+ console-link$/)]);
});

test('without the cookie the page explains how to sign in; a link on another site works with the cookie', async () => {
  const running = await start();
  const { status, headers, body } = await ask(running, '/');
  expect(status).toBe(401);
  expect(headers['www-authenticate']).toBe('Bearer realm="Callboard console"');
  expect(body).toBe(
    'You need the console’s link. Run callboard console-link on the server and open the link that it prints, or set CONSOLE_PASSWORD.',
  );
  const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  const followed = await ask(running, '/', link);
  expect(followed).toMatchObject({ status: 401, body: expect.stringContaining('http-equiv="refresh"') });
});

test('with a password or without tokens no link is required or printed', async () => {
  const withPassword = await start({ CONSOLE_PASSWORD: 'stage: left, right' });
  const firstTry = await startApp({});
  stops.push(firstTry.stop);
  for (const running of [withPassword, firstTry])
    expect([...running.logged, ...running.printed].join()).not.toMatch(keyPattern);
});

describeOnDatabases('the link', kind => {
  test('is the same after a restart and for every process of a store', async () => {
    const place = await createTestDatabase(kind);
    stops.push(place.remove);
    const one = await start({}, { place });
    const key = keyOf(one);
    if (kind === 'sqlite') await one.stop();
    const other = await start({}, { place });
    expect(keyOf(other)).toBe(key);
    expect((await ask(other, `/?key=${key}`)).status).toBe(303);
  });
});

test.each([
  [
    'passwords',
    { CONSOLE_PASSWORD: 'stage: left, right' },
    () => basic('stage: right, left'),
    'rejected a wrong console password',
  ],
  ['keys', {}, () => ({ authorization: 'Bearer guessed' }), 'rejected a wrong key for the console'],
] as const)('wrong %s are counted, slowed and logged; no credentials are not', async (_, env, wrong, line) => {
  const running = await start(env);
  const statuses: number[] = [];
  for (let tried = 0; tried < 25; tried += 1) statuses.push((await ask(running, '/console/state', wrong())).status);
  expect(statuses).toEqual([...Array(20).fill(401), ...Array(5).fill(429)]);
  const slowed = await ask(running, '/console/state', wrong());
  expect(slowed).toMatchObject({ status: 429, headers: { 'retry-after': expect.stringMatching(/^[1-6]$/) } });
  const logged = running.logged.map(one => JSON.parse(one)).filter(({ msg }) => msg === line);
  expect(logged).toHaveLength(20);
  expect(logged[0]).toMatchObject({ level: 40, from: expect.stringContaining('127.0.0.1'), op: 'console.signIn' });
  expect(JSON.stringify(logged)).not.toMatch(/guessed|right, left/);
  expect((await ask(running, '/console/state')).status).toBe(401);
});

test('the right password is not compared while its address has to wait', async () => {
  const running = await start({ CONSOLE_PASSWORD: 'stage: left, right' });
  for (let tried = 0; tried < 20; tried += 1) await ask(running, '/console/state', basic('stage: right, left'));
  const early = await ask(running, '/console/state', basic('stage: left, right'));
  expect(early).toMatchObject({ status: 429, headers: { 'retry-after': expect.stringMatching(/^[1-6]$/) } });
});

test('strangers who send wrong keys through the same proxy do not lock out the right key', async () => {
  const running = await start();
  for (let tried = 0; tried < 20; tried += 1) expect((await ask(running, '/?key=guessed')).status).toBe(401);
  expect((await ask(running, '/?key=guessed')).status).toBe(429);
  expect((await ask(running, `/?key=${keyOf(running)}`)).status).toBe(303);
  const bearer = { authorization: `Bearer ${keyOf(running)}` };
  expect((await ask(running, '/console/state', bearer)).status).toBe(200);
});

test.each([
  ['password', { CONSOLE_PASSWORD: 'stage: left, right' }, () => ['/', basic('stage: left, right')]],
  ['link', {}, (running: TestApp) => [`/?key=${keyOf(running)}`, {}]],
] as const)('a browser that signed in with the %s continues while its address is slowed', async (_, env, signIn) => {
  const running = await start(env);
  const [path, headers] = signIn(running) as [string, Record<string, string>];
  const signedIn = await ask(running, path, headers);
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? '';
  const wrong = 'CONSOLE_PASSWORD' in env ? basic('wrong') : { authorization: 'Bearer wrong' };
  for (let tried = 0; tried < 21; tried += 1) await ask(running, '/console/state', wrong);
  expect((await ask(running, '/console/state', wrong)).status).toBe(429);
  expect((await ask(running, '/console/state', { cookie })).status).toBe(200);
  expect((await ask(running, '/console/state', { cookie: `${cookie}x` })).status).toBe(401);
});

test('a new password makes the cookies of the old one invalid', async () => {
  const place = await createTestDatabase('sqlite');
  stops.push(place.remove);
  const one = await start({ CONSOLE_PASSWORD: 'stage: left, right' }, { place });
  const { headers } = await ask(one, '/', basic('stage: left, right'));
  const cookie = String(headers['set-cookie']).split(';')[0] ?? '';
  expect((await ask(one, '/console/state', { cookie })).status).toBe(200);
  await one.stop();
  const other = await start({ CONSOLE_PASSWORD: 'stage: right, left' }, { place });
  expect((await ask(other, '/console/state', { cookie })).status).toBe(401);
});

test('every response of the console has no-store and no-referrer, also errors', async () => {
  const running = await start({ CONSOLE_PASSWORD: 'stage: left, right' });
  const right = basic('stage: left, right');
  const json = { 'content-type': 'application/json' };
  const answers = [
    await ask(running, '/console/state'),
    await ask(running, '/console/state', { 'sec-fetch-site': 'cross-site' }),
    await ask(running, '/console/state', right),
    await ask(running, '/console/messages', right),
    await ask(running, '/console/why/none', right),
    await ask(running, '/console/chat', { ...right, ...json }, 'POST'),
    await ask(running, '/console/chat', { ...right, 'content-type': 'text/plain' }, 'POST'),
    await ask(running, '/console/chat', { ...right, ...json, 'content-encoding': 'zip' }, 'POST'),
  ];
  expect(answers.map(({ status }) => status)).toEqual([401, 403, 200, 200, 404, 400, 415, 415]);
  for (const { headers } of answers) {
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  }
  const [type, encoding] = answers.slice(-2);
  expect(type?.headers.accept).toBe('application/json');
  expect(encoding?.headers['accept-encoding']).toBe('gzip, deflate, br');
});

test('a test webhook from the page is accepted where unsigned webhooks are rejected', async () => {
  const running = await start();
  const signedIn = { authorization: `Bearer ${keyOf(running)}` };
  const sample = await ask(running, '/console/samples/cometchat/call_unanswered', signedIn, 'POST');
  expect(JSON.parse(sample.body)).toMatchObject({ status: 'accepted', source: 'cometchat' });
});
