import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createVerify } from '../../src/sources/videosdk/verify.ts';

const pairs = [0, 1].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }));
const [first, second] = pairs as [(typeof pairs)[0], (typeof pairs)[0]];
const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();

const body = Buffer.from('{"webhookType":"session-started"}');
const signedWith = (pair: typeof first) => ({
  headers: { 'videosdk-signature': sign('RSA-SHA256', body, pair.privateKey).toString('base64') },
  body,
});

/** What the key server answers next, and which paths it was asked for. */
let answer: { status: number; body: string };
let asked: string[];
let apiUrl: string;
let now: number;
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
});
const serve = (key: KeyObject) => {
  answer = { status: 200, body: JSON.stringify({ publicKey: pem(key) }) };
};

beforeEach(async () => {
  asked = [];
  now = 1_000_000;
  serve(first.publicKey);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
});

describe("VideoSDK's public key", () => {
  it('is fetched once, also by requests that come together', async () => {
    const verify = createVerify({ apiUrl: `${apiUrl}/` }, () => now);
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => verify(signedWith(first))));
    expect(verdicts).toEqual(verdicts.map(() => ({ is: 'authentic' })));
    expect(await verify(signedWith(first))).toEqual({ is: 'authentic' });
    expect(asked).toEqual(['/v2/public/rsa-public-key']);
  });

  it('is fetched again when it was changed, and the old one no longer counts', async () => {
    const verify = createVerify({ apiUrl }, () => now);
    await verify(signedWith(first));
    serve(second.publicKey);
    now += 60_000;
    expect(await verify(signedWith(second))).toEqual({ is: 'authentic' });
    expect(await verify(signedWith(first))).toMatchObject({ is: 'refused' });
    expect(asked).toHaveLength(2);
  });

  it('is not fetched more than once a minute, however many signatures fail', async () => {
    const verify = createVerify({ apiUrl }, () => now);
    for (let minute = 0; minute < 3; minute++) {
      for (let n = 0; n < 5; n++) expect(await verify(signedWith(second))).toMatchObject({ is: 'refused' });
      now += 60_000;
    }
    expect(asked).toHaveLength(3);
  });

  it('is not fetched for a request without a signature', async () => {
    const verify = createVerify({ apiUrl }, () => now);
    expect(await verify({ headers: {}, body })).toMatchObject({ is: 'refused' });
    expect(asked).toEqual([]);
  });

  it.each([
    ['an error', { status: 500, body: 'no' }],
    ['no JSON', { status: 200, body: '<html>' }],
    ['no key', { status: 200, body: '{}' }],
    ['a broken key', { status: 200, body: '{"publicKey":"text"}' }],
  ])('that cannot be had (%s) leaves a request undecided, and is asked for again a minute later', async (_, bad) => {
    answer = bad;
    const verify = createVerify({ apiUrl }, () => now);
    for (let n = 0; n < 3; n++) {
      expect(await verify(signedWith(first))).toEqual({ is: 'unavailable', reason: expect.any(String) });
    }
    expect(asked).toHaveLength(1);
    serve(first.publicKey);
    now += 60_000;
    expect(await verify(signedWith(first))).toEqual({ is: 'authentic' });
  });

  it('that was had once goes on counting while it cannot be fetched', async () => {
    const verify = createVerify({ apiUrl }, () => now);
    await verify(signedWith(first));
    answer = { status: 500, body: '' };
    now += 60_000;
    expect(await verify(signedWith(second))).toMatchObject({ is: 'refused' });
    expect(await verify(signedWith(first))).toEqual({ is: 'authentic' });
  });
});
