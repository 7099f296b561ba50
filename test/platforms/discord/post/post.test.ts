import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { PlatformError } from '../../../../src/platforms/platform.ts';
import type { ScriptedResponse } from '../../../fakes/discord/answers.ts';
import { sayMessage } from '../../contract.ts';
import { CHANNEL, CHANNEL_ID, setup, writes } from '../setup.ts';

let discord: Awaited<ReturnType<typeof setup>>;
beforeEach(async () => {
  discord = await setup();
});
afterEach(() => discord.close());

const post = (text: string) => discord.platform.post({ channel: CHANNEL, message: sayMessage(text), nonce: '1' });

const failure = async (attempt: Promise<unknown>): Promise<PlatformError> => {
  const error = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(PlatformError);
  return error as PlatformError;
};

test('a repeated post returns the existing message, also after its response was lost', async () => {
  discord.fake.next('POST /channels', 'drop after');
  expect(await failure(post('Once'))).toMatchObject({ kind: 'transient' });
  const ref = await post('Once');
  expect(await post('Once')).toBe(ref);
  expect(discord.fake.messages(CHANNEL_ID)).toHaveLength(1);
  expect(writes(discord.fake)).toHaveLength(3);
});

test('a rule pings its mentions; a caller named @everyone pings no one', async () => {
  const message = { ...sayMessage('@everyone <@123456789012345678>'), mentions: ['@here', '<@&223456789012345678>'] };
  await discord.platform.post({ channel: CHANNEL, message, nonce: '2' });
  expect(discord.fake.messages(CHANNEL_ID)[0]?.pings).toEqual(['@here', '<@&223456789012345678>']);
});

test('an edit and a reply ping only their mentions, since Discord parses others with its defaults', async () => {
  const ref = await post('Card');
  const message = { ...sayMessage('@everyone'), mentions: ['<@&223456789012345678>'] };
  await discord.platform.edit({ channel: CHANNEL, ref, message, nonce: 'e1' });
  await discord.platform.reply({ channel: CHANNEL, parent: ref, message, nonce: '2' });
  const allowed = { parse: [], users: [], roles: ['223456789012345678'], replied_user: false };
  const bodies = writes(discord.fake).slice(1);
  expect(bodies.map(({ method }) => method)).toEqual(['PATCH', 'POST']);
  expect(bodies).toMatchObject(bodies.map(() => ({ body: { allowed_mentions: allowed } })));
  expect(discord.fake.messages(CHANNEL_ID)[1]?.pings).toEqual(['<@&223456789012345678>']);
});

test.for<[ScriptedResponse, object]>([
  [
    { status: 403, code: 50001 },
    { kind: 'channel', code: '50001' },
  ],
  [
    { status: 403, code: 50013 },
    { kind: 'channel', code: '50013' },
  ],
  [
    { status: 404, code: 10003 },
    { kind: 'channel', code: '10003' },
  ],
  [
    { status: 403, code: 99999 },
    { kind: 'transient', code: '99999', scope: 'channel' },
  ],
  [
    { status: 404, text: '<html>' },
    { kind: 'transient', code: 'http_404', scope: 'platform' },
  ],
  [
    { status: 403, text: '<html>Access denied</html>' },
    { kind: 'transient', code: 'http_403', scope: 'platform' },
  ],
  [
    { status: 429, text: '<html>error code: 1015</html>' },
    { kind: 'rate_limited', retryAfter: null, scope: 'platform' },
  ],
  [
    { status: 429, text: '<html>error code: 1015</html>', headers: { 'retry-after': '-5' } },
    { kind: 'rate_limited', retryAfter: null, scope: 'platform' },
  ],
  [
    // https://github.com/discord/discord-api-docs/issues/5810
    {
      status: 429,
      json: { code: 0, message: 'You are being blocked from accessing our API temporarily' },
      headers: {},
    },
    { kind: 'rate_limited', retryAfter: null, scope: 'platform' },
  ],
  [
    { status: 429, json: {}, headers: { 'x-ratelimit-scope': 'user' } },
    { kind: 'rate_limited', retryAfter: null, scope: 'channel' },
  ],
  [
    { status: 429, json: {}, headers: { 'x-ratelimit-scope': 'shared', 'retry-after': '31536000' } },
    { kind: 'rate_limited', retryAfter: 3_600_000, scope: 'channel' },
  ],
  [
    { status: 429, json: {}, headers: { 'x-ratelimit-scope': 'user', 'retry-after': 'soon' } },
    { kind: 'rate_limited', retryAfter: null, scope: 'channel' },
  ],
  [
    { status: 401, code: 0 },
    { kind: 'token', code: 'http_401' },
  ],
  [
    { status: 400, code: 50035 },
    { kind: 'message', code: '50035' },
  ],
  [
    { status: 400, code: 50006 },
    { kind: 'message', code: '50006' },
  ],
  [
    { status: 400, code: 200000 },
    { kind: 'message', code: '200000' },
  ],
  [
    { status: 413, text: 'too large' },
    { kind: 'message', code: 'http_413' },
  ],
  [
    { status: 500, text: '' },
    { kind: 'transient', code: 'http_500' },
  ],
  [
    { status: 502, text: '<html>' },
    { kind: 'transient', code: 'http_502' },
  ],
  [
    { status: 200, text: '<html>' },
    { kind: 'transient', code: 'unreadable', uncertain: true },
  ],
  [{ retryAfter: 1.5 }, { kind: 'rate_limited', retryAfter: 2000, scope: 'channel' }],
  [
    { retryAfter: 3, global: true },
    { kind: 'rate_limited', retryAfter: 3000, scope: 'platform' },
  ],
  [{ ban: 60 }, { kind: 'rate_limited', retryAfter: 60_000, scope: 'platform' }],
  ['drop before', { kind: 'transient' }],
])('%j becomes %j after one request', async ([answer, expected]) => {
  discord.fake.next('POST /channels', answer);
  const error = await failure(post('Refused'));
  expect(error).toMatchObject(expected);
  expect(error.message).toMatch(/^[A-Z].{10,}\.$/);
  expect(`${error.message} ${error.stack}`).not.toContain(discord.fake.token);
  expect(writes(discord.fake)).toHaveLength(1);
});

test.each(['hang', 'hang after'] as const)('%s: a request that takes too long is transient', async answer => {
  // Long enough for the request to arrive on a busy machine.
  const { fake, platform, close } = await setup({ timeout: 1000 });
  onTestFinished(close);
  fake.next('POST /channels', answer);
  const error = await failure(platform.post({ channel: CHANNEL, message: sayMessage('Slow'), nonce: '1' }));
  expect(error).toMatchObject({ kind: 'transient' });
  expect(error.message).toMatch(/^[A-Z].{10,}\.$/);
  expect(`${error.message} ${error.stack}`).not.toContain(fake.token);
  expect(writes(fake)).toHaveLength(1);
});

test('a rejected token is sent again each time, so that it works once it is fixed', async () => {
  discord.fake.next('POST /channels', { status: 401, code: 0 }, 2);
  expect(await failure(post('First'))).toMatchObject({ kind: 'token' });
  expect(await failure(post('Second'))).toMatchObject({ kind: 'token' });
  await post('Third');
  expect(discord.fake.read(CHANNEL_ID)).toContain('Third');
});

test('an exhausted bucket sends nothing, and other channels continue', async () => {
  // discord.js learns the bucket of a channel's messages from a response.
  await post('First');
  discord.fake.next('POST /channels', { retryAfter: 30 });
  await failure(post('Second'));
  expect(await failure(post('Third'))).toMatchObject({ kind: 'rate_limited', scope: 'channel' });
  expect(writes(discord.fake)).toHaveLength(2);
  const channel = '300000000000000001/300000000000000009';
  await discord.platform.post({ channel, message: sayMessage('Elsewhere'), nonce: '9' });
  expect(discord.fake.read('300000000000000009')).toContain('Elsewhere');
});

test('an unreasonable wait does not delay the next request', async () => {
  await post('First');
  const headers = { 'x-ratelimit-scope': 'user', 'x-ratelimit-limit': '5', 'x-ratelimit-remaining': '0' };
  const absurd = { ...headers, 'x-ratelimit-reset-after': 'NaN', 'retry-after': '-1', 'x-ratelimit-bucket': 'fake' };
  discord.fake.next('POST /channels', { status: 429, json: {}, headers: absurd });
  expect(await failure(post('Second'))).toMatchObject({ kind: 'rate_limited', retryAfter: null });
  await discord.platform.post({ channel: CHANNEL, message: sayMessage('Third'), nonce: '3' });
  expect(discord.fake.read(CHANNEL_ID)).toContain('Third');
});

test.for<[ScriptedResponse]>([[{ status: 400, code: 50035 }], [{ status: 400, code: 200000 }]])(
  '%j is an error of the mentions, and without mentions of the message',
  async ([answer]) => {
    discord.fake.next('POST /channels', answer, 2);
    const message = { ...sayMessage('Ping'), mentions: ['@here', '<@123456789012345678>'] };
    const error = await failure(discord.platform.post({ channel: CHANNEL, message, nonce: '1' }));
    expect(error).toMatchObject({ kind: 'mention', mentions: message.mentions });
    expect(await failure(post('No ping'))).toMatchObject({ kind: 'message' });
  },
);
