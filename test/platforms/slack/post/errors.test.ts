import { webApi } from '@slack/bolt';
import { expect, test } from 'vitest';
import { classify } from '../../../../src/platforms/slack/post/errors.ts';
import type { Answer } from '../../../fakes/slack/answers.ts';
import { sayMessage } from '../../contract.ts';
import { CHANNEL, setup } from '../setup.ts';

const failedPost = async (answer: Answer, timeout?: number) => {
  const { fake, platform, logged, close } = await setup(() => ({ timeout }));
  await platform.start();
  fake.next('chat.postMessage', answer);
  const posting = platform.post({ channel: CHANNEL, message: sayMessage('x'), nonce: '1' });
  const error = await posting.catch((reason: unknown) => reason);
  await close();
  return { error, logged, fake };
};

test.for<[Answer, Record<string, unknown>]>([
  [
    { error: 'not_in_channel' },
    { kind: 'channel', code: 'not_in_channel', message: expect.stringContaining('/invite @Callboard') },
  ],
  [{ error: 'is_archived' }, { kind: 'channel' }],
  [{ error: 'invalid_auth' }, { kind: 'token', message: expect.stringContaining('SLACK_BOT_TOKEN') }],
  [
    { error: 'missing_scope', more: { needed: 'chat:write' } },
    { kind: 'token', message: expect.stringContaining('needed: chat:write') },
  ],
  [{ error: 'msg_too_long' }, { kind: 'message' }],
  [{ error: 'fatal_error' }, { kind: 'transient' }],
  [{ error: 'ratelimited' }, { kind: 'rate_limited', retryAfter: null, scope: 'channel' }],
  [{ error: 'rate_limited' }, { kind: 'rate_limited', retryAfter: null, scope: 'method' }],
  [{ error: 'message_limit_exceeded' }, { kind: 'rate_limited', retryAfter: null, scope: 'method' }],
  [{ error: 'constructor' }, { kind: 'transient', code: 'constructor' }],
  [{ error: 'something_new' }, { kind: 'transient', code: 'something_new' }],
  [{ error: '<html>Bad gateway</html>' }, { kind: 'transient', code: 'unreadable' }],
  [{ status: 500 }, { kind: 'transient', code: 'http_500' }],
  [
    { status: 200, body: 'not json' },
    { kind: 'transient', code: 'unreadable' },
  ],
  [{ retryAfter: 30 }, { kind: 'rate_limited', retryAfter: 30_000, scope: 'channel' }],
  [{ retryAfter: null }, { kind: 'rate_limited', retryAfter: null, scope: 'channel' }],
  [{ retryAfter: 0 }, { kind: 'rate_limited', retryAfter: null }],
  [{ retryAfter: -5 }, { kind: 'rate_limited', retryAfter: null }],
  [{ retryAfter: 'soon' }, { kind: 'rate_limited', retryAfter: null }],
  [{ retryAfter: 31_536_000 }, { kind: 'rate_limited', retryAfter: 3_600_000 }],
  [{ retryAfter: 'Fri, 31 Dec 2999 23:59:59 GMT' }, { kind: 'rate_limited', retryAfter: 3_600_000 }],
  [
    { status: 429, body: '<html>blocked</html>', headers: { 'content-type': 'text/html' } },
    { kind: 'rate_limited', retryAfter: null, scope: 'platform' },
  ],
  [
    { status: 403, body: '<html>blocked</html>' },
    { kind: 'transient', code: 'http_403', scope: 'platform' },
  ],
  ['drop before', { kind: 'transient', code: 'network' }],
  ['drop after', { kind: 'transient', code: 'network' }],
])('%j', async ([answer, expected]) => {
  const { error } = await failedPost(answer);
  expect(error).toMatchObject(expected);
});

test('a rate limit applies to its channel, until another channel is limited too', async () => {
  const { fake, platform, close } = await setup();
  fake.next('chat.postMessage', { retryAfter: 30 }, 2);
  const post = (channel: string) => platform.post({ channel, message: sayMessage('x'), nonce: '1' });
  await expect(post(CHANNEL)).rejects.toMatchObject({ kind: 'rate_limited', scope: 'channel' });
  expect(platform.readyAt(CHANNEL)).toBeGreaterThan(Date.now() + 25_000);
  expect(platform.readyAt('T0123/C9')).toBeLessThanOrEqual(Date.now());
  await expect(post('T0123/C0457')).rejects.toMatchObject({ kind: 'rate_limited', scope: 'method' });
  expect(platform.readyAt('T0123/C9')).toBeGreaterThan(Date.now() + 25_000);
  await close();
});

test('a rate limit of lookups applies to the lookups of all channels, and to no posts', async () => {
  const { fake, platform, close } = await setup();
  fake.next('conversations.history', { retryAfter: 30 });
  await expect(platform.find(CHANNEL, '1', Date.now())).rejects.toMatchObject({
    kind: 'rate_limited',
    scope: 'method',
  });
  expect(platform.readyAt(CHANNEL)).toBeLessThanOrEqual(Date.now());
  await close();
});

test('a request aborted by its signal is reported as a timeout', async () => {
  const signal = AbortSignal.timeout(1);
  await new Promise(resolve => signal.addEventListener('abort', resolve));
  expect(classify(signal.reason)).toMatchObject({
    kind: 'transient',
    message: expect.stringContaining('(timed out)'),
  });
});

test('a request without a response times out', async () => {
  const { error } = await failedPost('hang', 50);
  expect(error).toMatchObject({
    kind: 'transient',
    code: 'network',
    message: expect.stringContaining('(timed out)'),
  });
});

test('an unreachable server is a transient error', async () => {
  const { platform, fake, close } = await setup();
  await fake.close();
  await expect(platform.start()).rejects.toMatchObject({
    kind: 'transient',
    message: expect.stringContaining("Couldn't reach Slack (connection refused). Check"),
  });
  await close();
});

test('errors and log lines contain no token', async () => {
  for (const answer of [
    { status: 403, body: 'xoxb-fake-bot-token' },
    { error: 'invalid_auth' },
    'drop before',
  ] satisfies Answer[]) {
    const { error, logged, fake } = await failedPost(answer);
    const { message, stack, cause } = error as Error;
    expect(JSON.stringify([message, stack, cause, error, logged])).not.toContain(fake.botToken);
  }
});

test('an error of unknown origin is transient', () => {
  expect(classify('?')).toMatchObject({ kind: 'transient' });
  expect(classify(new webApi.WebAPIRateLimitedError(3))).toMatchObject({ kind: 'rate_limited', retryAfter: 3000 });
});

const mentions = ['<!here>', '<@U1>', '<!subteam^S1>', '<!channel>'];

test.each([
  ['restricted_action', mentions, ['<!here>', '<!channel>']],
  ['restricted_action', ['<@U1>', '<!subteam^S1>'], ['<!subteam^S1>']],
  ['invalid_blocks', ['<@U1>'], ['<@U1>']],
])('%s for a message with %j may concern %j alone', async (error, requested, blamed) => {
  const { fake, platform, close } = await setup();
  fake.next('chat.postMessage', { error });
  const message = { ...sayMessage('x'), mentions: requested };
  const posting = platform.post({ channel: CHANNEL, message, nonce: '1' });
  await expect(posting).rejects.toMatchObject({ kind: 'mention', code: error, mentions: blamed });
  await close();
});

test('restricted_action never blames the mention of a user', async () => {
  const { fake, platform, close } = await setup();
  fake.next('chat.postMessage', { error: 'restricted_action' });
  const message = { ...sayMessage('x'), mentions: ['<@U1>'] };
  const posting = platform.post({ channel: CHANNEL, message, nonce: '1' });
  await expect(posting).rejects.toMatchObject({ kind: 'channel' });
  await close();
});
