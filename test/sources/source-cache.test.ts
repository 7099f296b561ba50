import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import type { Core } from '../../src/operations/core.ts';
import { providers } from '../../src/sources/providers/index.ts';
import { openSourceCache } from '../../src/sources/source-cache.ts';
import { listRejections } from '../../src/store/sources/rejected-webhooks.ts';
import { putSource, removeSource } from '../../src/store/sources/sources.ts';
import { startApp } from '../app-harness.ts';
import { describeOnDatabases } from '../databases.ts';

const clinic = (password: string) => ({
  name: 'clinic',
  provider: 'cometchat',
  credentials: { username: 'ann', password },
  workspace: null,
});

describeOnDatabases('sources of a running server', kind => {
  async function start() {
    const test = await startApp({ COMETCHAT_USERNAME: 'u', COMETCHAT_PASSWORD: 'p' }, { kind });
    onTestFinished(test.stop);
    // The database as another process has it open.
    const change = (what: (tx: Core['database']['db']) => Promise<void>) =>
      test.core.database.db.transaction().execute(what);
    const send = async (password: string) => {
      const headers = { 'content-type': 'application/json', authorization: `Basic ${btoa(`ann:${password}`)}` };
      const body = JSON.stringify(providers.cometchat.sample('call_unanswered'));
      return (await fetch(`${test.app.url}/webhooks/clinic`, { method: 'POST', headers, body })).status;
    };
    return { ...test, change, send };
  }

  test('a source added by another process accepts webhooks at once, and new credentials as soon as they exist', async () => {
    const { change, send } = await start();
    expect(await send('first')).toBe(404);
    await change(tx => putSource(tx, clinic('first'), 1));
    expect(await send('first')).toBe(200);
    expect(await send('second')).toBe(401);
    await change(tx => putSource(tx, clinic('second'), 2));
    expect(await send('second')).toBe(200);
    await expect.poll(() => send('first')).toBe(401);
    await change(tx => removeSource(tx, 'clinic', 3));
    await expect.poll(() => send('second')).toBe(404);
  });

  test('rejections are counted with their reasons', async () => {
    const { change, send, core } = await start();
    await change(tx => putSource(tx, clinic('first'), 1));
    expect([await send('a'), await send('b')]).toEqual([401, 401]);
    await expect
      .poll(async () => (await listRejections(core.database.db)).get('clinic'), { timeout: 30_000 })
      .toMatchObject({ count: 2, reason: 'Invalid user name or password.' });
  });
});

test('a source that cannot be opened affects no other source', async () => {
  let added = [clinic('first')];
  const failures: unknown[] = [];
  const sources = await openSourceCache(
    readConfig({}),
    async () => added,
    error => failures.push(error),
  );
  added = [{ ...clinic('first'), provider: 'zoom' }];
  expect(await sources.find('unknown')).toBeNull();
  expect(failures).toHaveLength(1);
  expect(await sources.find('clinic')).not.toBeNull();
});

test('a source retains its fetched key while others are added', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = JSON.stringify({ publicKey: publicKey.export({ type: 'spki', format: 'pem' }) });
  const answers = [key];
  const keyServer = createServer((_, response) => void response.end(answers.shift() ?? 'no key any more'));
  await new Promise<void>(resolve => keyServer.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void keyServer.close());
  const apiUrl = `http://127.0.0.1:${(keyServer.address() as AddressInfo).port}`;
  const body = Buffer.from('{}');
  const headers = { 'videosdk-signature': sign('RSA-SHA256', body, privateKey).toString('base64') };

  let added: ReturnType<typeof clinic>[] = [];
  const sources = await openSourceCache(
    readConfig({ VIDEOSDK_API_URL: apiUrl }),
    async () => added,
    error => {
      throw error;
    },
  );
  const judge = async () => (await sources.find('videosdk'))?.verify({ headers, body });
  expect(await judge()).toEqual({ is: 'authentic' });
  added = [clinic('first')];
  expect(await sources.find('clinic')).not.toBeNull();
  expect(await judge()).toEqual({ is: 'authentic' });
});

test('credentials for CometChat are letters and digits within its limits, and new each time', () => {
  const made = Array.from({ length: 50 }, () => providers.cometchat.setUp.make(''));
  for (const one of made) {
    if (!one.ok) throw new Error(one.problem);
    expect(one.credentials.username).toMatch(/^[A-Za-z0-9]{8,50}$/);
    expect(one.credentials.password).toMatch(/^[A-Za-z0-9]{40,100}$/);
  }
  expect(new Set(made.map(one => one.ok && one.credentials.password)).size).toBe(50);
});

test('VideoSDK requires an https address of its key, or the key itself', () => {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const { make } = providers.videosdk.setUp;
  expect(make('https://api.videosdk.live')).toEqual({ ok: true, credentials: { apiUrl: 'https://api.videosdk.live' } });
  expect(make(pem)).toEqual({ ok: true, credentials: { publicKey: pem } });
  for (const wrong of ['', 'http://10.0.0.1/', 'file:///etc/passwd', '-----BEGIN PUBLIC KEY-----']) {
    expect(make(wrong)).toMatchObject({ ok: false });
  }
});
