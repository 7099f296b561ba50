/** The receiver's contract over real HTTP: every answer there is. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cometchat } from '../../src/sources/providers/cometchat/index.ts';
import { videosdk } from '../../src/sources/providers/videosdk/index.ts';
import { maxBodyBytes } from '../../src/sources/read-body.ts';
import { findEvent } from '../../src/store/events/events.ts';
import { credentialsFor, providerEnv } from '../e2e/providers.ts';
import { type Answer, type Receiver, send, startReceiver } from './receiver.ts';

const password = providerEnv.COMETCHAT_PASSWORD;
const secrets = [password, btoa(`${providerEnv.COMETCHAT_USERNAME}:${password}`)];
const json = { 'content-type': 'application/json' };
const signed = { ...json, ...credentialsFor('cometchat', '') };
const sample = Buffer.from(JSON.stringify(cometchat.sample('call_unanswered')));
const meeting = JSON.stringify(videosdk.sample('session-started'));

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver(providerEnv);
});
afterAll(() => receiver?.stop());

type Request = Parameters<typeof send>[1];

/** Posts to a source, by default a proper CometChat webhook; no answer says a secret. */
async function post(request: Request = {}, path = 'cometchat'): Promise<Answer> {
  const answer = await send(`${receiver.url}/webhooks/${path}`, { headers: signed, body: sample, ...request });
  const said = JSON.stringify(answer);
  for (const secret of secrets) expect(said).not.toContain(secret);
  return answer;
}

function expectProblem(answer: Answer, status: number, title: string, detail: string | RegExp): void {
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(JSON.parse(answer.body)).toEqual({
    type: 'about:blank',
    title,
    status,
    detail: typeof detail === 'string' ? detail : expect.stringMatching(detail),
  });
}

/** A webhook of its own. */
let count = 0;
function fresh(more: object = {}): Buffer {
  count += 1;
  return Buffer.from(JSON.stringify({ trigger: `unheard_of_${count}`, ...more }));
}

describe('an accepted request', () => {
  test('is answered 200 after its commit, and 200 duplicate when repeated', async () => {
    const first = await post();
    const { id } = JSON.parse(first.body);
    expect(first).toMatchObject({ status: 200, body: JSON.stringify({ status: 'accepted', id }) });
    expect(first.headers['content-type']).toMatch(/^application\/json/);
    expect(await findEvent(receiver.database.db, id)).toMatchObject({
      trigger: 'call_unanswered',
      source: 'cometchat',
    });
    expect(await post()).toMatchObject({ status: 200, body: JSON.stringify({ status: 'duplicate', id }) });
  });

  test('can be signed by VideoSDK', async () => {
    const headers = { ...json, ...credentialsFor('videosdk', meeting) };
    expect(await post({ headers, body: Buffer.from(meeting) }, 'videosdk')).toMatchObject({ status: 200 });
  });

  test('that is unreadable is stored and answered 202 with its problems', async () => {
    const answer = await post({ body: Buffer.from('{"trigger":"call_ended","data":"text"}') });
    expect(answer.status).toBe(202);
    const problems = ['data: expected an object, got a string.'];
    const { id } = JSON.parse(answer.body);
    expect(JSON.parse(answer.body)).toEqual({ status: 'quarantined', id, problems });
    expect(await findEvent(receiver.database.db, id)).toMatchObject({ status: 'quarantined', problems });
  });

  test.each(['Application/json', 'application/json; charset=utf-8', 'application/cloudevents+json', ''])(
    'the content type %j',
    async type => {
      const headers = { ...credentialsFor('cometchat', ''), ...(type && { 'content-type': type }) };
      expect(await post({ headers, body: fresh() })).toMatchObject({ status: 200 });
    },
  );

  test('can be gzip, with a signature over the decoded or the encoded body', async () => {
    const headers = { ...json, 'content-encoding': 'gzip' };
    const cometchatHeaders = { ...headers, ...credentialsFor('cometchat', '') };
    expect(await post({ headers: cometchatHeaders, body: gzipSync(fresh()) })).toMatchObject({ status: 200 });
    const other = meeting.replace('session-started', 'session-ended');
    const videosdkHeaders = { ...headers, ...credentialsFor('videosdk', other) };
    expect(await post({ headers: videosdkHeaders, body: gzipSync(other) }, 'videosdk')).toMatchObject({ status: 200 });
  });

  test('can be sent in chunks, and can have exactly the largest size', async () => {
    const body = fresh();
    expect(await post({ body: [body.subarray(0, 5), body.subarray(5)] })).toMatchObject({ status: 200 });
    const [start, end] = ['{"trigger":"large","filler":"', '"}'];
    const large = Buffer.from(start + 'x'.repeat(maxBodyBytes - start.length - end.length) + end);
    expect(large).toHaveLength(maxBodyBytes);
    expect(await post({ body: large })).toMatchObject({ status: 200 });
  });

  test('can contain a byte order mark and invalid UTF-8 in a text', async () => {
    const marked = await post({ body: Buffer.concat([Buffer.from('efbbbf', 'hex'), fresh()]) });
    expect(marked).toMatchObject({ status: 200 });
    const [before, after] = ['{"trigger":"odd_bytes","text":"', '"}'].map(part => Buffer.from(part));
    const odd = await post({ body: Buffer.concat([before as Buffer, Buffer.from('c328ff', 'hex'), after as Buffer]) });
    expect(odd).toMatchObject({ status: 200 });
    const events = await Promise.all(
      [marked, odd].map(({ body }) => findEvent(receiver.database.db, JSON.parse(body).id)),
    );
    expect(events.map(event => event?.type)).toEqual([`other.unheard_of_${count}`, 'other.odd_bytes']);
  });

  test('of JSON 100,000 levels deep is stored unchanged', async () => {
    const deep = Buffer.from('['.repeat(100_000) + ']'.repeat(100_000));
    const answer = await post({ body: deep });
    expect(answer.status).toBe(202);
    expect(JSON.parse(answer.body).problems).toEqual(['The body nests deeper than 64 levels.']);
    expect(await post({ body: deep })).toMatchObject({ status: 200, body: expect.stringContaining('duplicate') });
  });

  test('with __proto__ keys is stored and changes no prototype', async () => {
    const evil = '"__proto__":{"polluted":true,"data":{}},"constructor":{"prototype":{"polluted":true}}';
    const bodies = [
      `{"trigger":"call_ended",${evil}}`,
      `{"trigger":"__proto__",${evil}}`,
      `{"trigger":"message_sent","data":{${evil}}}`,
    ];
    for (const body of bodies) expect((await post({ body: Buffer.from(body) })).status).toBeLessThan(300);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('a rejected request', () => {
  test.each(['', '{', 'trigger=call_ended', '{"a":1}{"b":2}', "{'a':1}"])(
    'of %j, which is not JSON, is answered 400',
    async body => {
      expectProblem(await post({ body: Buffer.from(body) }), 400, 'Bad Request', "The body isn't JSON.");
    },
  );

  test('with a broken gzip is answered 400', async () => {
    const headers = { ...signed, 'content-encoding': 'gzip' };
    expectProblem(await post({ headers }), 400, 'Bad Request', "The body isn't valid gzip.");
  });

  test.each([
    ['no credentials', 'cometchat', {}, /^Missing Authorization header/],
    [
      'a wrong password',
      'cometchat',
      { authorization: `Basic ${btoa('callboard-hook:wrong')}` },
      /Invalid user name or password/,
    ],
    ['another scheme', 'cometchat', { authorization: 'Bearer abc' }, /^Invalid Authorization header/],
    ['no signature', 'videosdk', {}, /no videosdk-signature header/],
    ['the signature of another body', 'videosdk', credentialsFor('videosdk', 'another'), /doesn't match the body/],
    ['the token that tests once had', 'cometchat', { 'callboard-sample': 'guessed' }, /^Missing Authorization header/],
  ])('with %s is answered 401', async (_, path, headers, detail) => {
    expectProblem(await post({ headers: { ...json, ...headers } }, path), 401, 'Unauthorized', detail);
    expectProblem(
      await post({ headers: { ...json, ...headers }, body: Buffer.from('{') }, path),
      401,
      'Unauthorized',
      detail,
    );
  });

  test('to an unknown source of any name is answered 404', async () => {
    for (const path of ['unknown', '__proto__', 'toString', 'a%2Fb'])
      expectProblem(await post({}, path), 404, 'Not Found', 'Unknown source.');
  });

  test.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('with %s is answered 405 with Allow', async method => {
    const answer = await post({ method, body: Buffer.alloc(0) });
    expectProblem(answer, 405, 'Method Not Allowed', 'Use POST.');
    expect(answer.headers.allow).toBe('POST');
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'json'])(
    'of type %s is answered 415',
    async type => {
      const headers = { ...signed, 'content-type': type };
      expectProblem(await post({ headers }), 415, 'Unsupported Media Type', 'Content-Type must be application/json.');
    },
  );

  test('with an unsupported encoding is answered 415', async () => {
    const answer = await post({ headers: { ...signed, 'content-encoding': 'compress' } });
    expectProblem(answer, 415, 'Unsupported Media Type', "Content-Encoding compress isn't supported.");
  });
});
