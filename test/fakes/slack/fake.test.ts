/** The fake Slack over its own port: behavior that no test of the platform would check. */
import { afterEach, expect, test } from 'vitest';
import { tally } from '../record.ts';
import { type FakeSlack, type FakeSlackOptions, startFakeSlack } from './index.ts';

const open: FakeSlack[] = [];
afterEach(async () => {
  for (const fake of open.splice(0)) await fake.close();
});

async function start(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const fake = await startFakeSlack(options);
  open.push(fake);
  return fake;
}

function call(fake: FakeSlack, method: string, args: Record<string, string>): Promise<Response> {
  const headers = { authorization: `Bearer ${fake.botToken}` };
  return fetch(fake.url + method, { method: 'POST', headers, body: new URLSearchParams(args) });
}

const post = (fake: FakeSlack, channel: string, text = 'Hello') => call(fake, 'chat.postMessage', { channel, text });
const json = async (response: Promise<Response>) => (await (await response).json()) as Record<string, unknown>;

test('with limits a busy channel is answered 429 until a recorded time; without limits it never is', async () => {
  const fake = await start({ limits: { channel: { requests: 1, per: 60_000, burst: 2 } } });
  await post(fake, 'C1');
  await post(fake, 'C1');
  const refused = await post(fake, 'C1');
  const seconds = Number(refused.headers.get('retry-after'));
  expect(refused.status).toBe(429);
  expect(seconds).toBeGreaterThan(50);
  expect(await refused.json()).toEqual({ ok: false, error: 'ratelimited' });
  const last = fake.requests.at(-1);
  expect(last).toMatchObject({ accepted: false, limits: ['chat.postMessage C1', 'chat.postMessage'] });
  expect(last?.refused).toEqual({ limit: 'chat.postMessage C1', until: (last?.at ?? 0) + seconds * 1000 });
  expect((await post(fake, 'C2')).status).toBe(200);
  fake.limits = null;
  expect((await post(fake, 'C1')).status).toBe(200);
  expect(tally(fake.requests)).toEqual({ requests: 5, accepted: 4, refused: 1, early: 1 });
  expect(fake.messages('C1')).toHaveLength(3);
});

test('a revoked token is refused until it is restored; the app token keeps working', async () => {
  const fake = await start();
  fake.revoke();
  expect(await json(post(fake, 'C1'))).toEqual({ ok: false, error: 'token_revoked' });
  const headers = { authorization: `Bearer ${fake.appToken}` };
  expect(await json(fetch(`${fake.url}apps.connections.open`, { method: 'POST', headers }))).toMatchObject({
    ok: true,
  });
  fake.revoke('account_inactive');
  expect(await json(call(fake, 'auth.test', {}))).toEqual({ ok: false, error: 'account_inactive' });
  fake.restore();
  expect(await json(post(fake, 'C1'))).toMatchObject({ ok: true });
});

test('a closed fake is out of reach, and reopened it has the same address and messages', async () => {
  const fake = await start();
  await post(fake, 'C1', 'before');
  await fake.close();
  await expect(post(fake, 'C1')).rejects.toThrow();
  await fake.reopen();
  await post(fake, 'C1', 'after');
  expect(fake.read('C1')).toBe('before\n\nafter');
});

test.for([
  ['drop before', 0],
  ['drop after', 1],
  ['half after', 1],
] as const)('%s: the connection ends, and %i messages are posted', async ([trouble, posted]) => {
  const fake = await start();
  fake.next('chat.postMessage', trouble);
  await expect(post(fake, 'C1').then(response => response.text())).rejects.toThrow();
  expect(fake.messages('C1')).toHaveLength(posted);
  expect(fake.requests).toMatchObject([{ accepted: posted === 1, refused: null }]);
});

test('half after: the headers and half of the response arrive', async () => {
  const fake = await start();
  fake.next('chat.postMessage', 'half after');
  const response = await post(fake, 'C1');
  expect(response.status).toBe(200);
  await expect(response.text()).rejects.toThrow('terminated');
});

test.for([
  ['hang', 0],
  ['hang after', 1],
] as const)('%s: no response arrives, and %i messages are posted', async ([trouble, posted]) => {
  const fake = await start();
  fake.next('chat.postMessage', trouble);
  const answer = post(fake, 'C1').then(response => response.text());
  await expect.poll(() => fake.requests.length).toBe(1);
  expect(await Promise.race([answer, post(fake, 'C2')])).toBeInstanceOf(Response);
  expect(fake.messages('C1')).toHaveLength(posted);
  await fake.close();
  await expect(answer).rejects.toThrow();
});

test('trouble decides each request without a scripted response', async () => {
  const decided: string[] = [];
  const fake = await start({
    trouble: ({ args }) => {
      decided.push(String(args.channel));
      return args.channel === 'C2' ? { status: 503 } : undefined;
    },
  });
  fake.next('chat.postMessage', { retryAfter: 7 });
  const statuses = [];
  for (const channel of ['C1', 'C2', 'C3']) statuses.push((await post(fake, channel)).status);
  expect(statuses).toEqual([429, 503, 200]);
  expect(decided).toEqual(['C2', 'C3']);
  expect(fake.requests[0]?.refused?.limit).toBe('chat.postMessage C1');
  fake.trouble = undefined;
  expect((await post(fake, 'C2')).status).toBe(200);
});

test('requests after a Retry-After lost with its connection are not early', async () => {
  const fake = await start({ limits: { channel: { requests: 1, per: 60_000, burst: 1 } } });
  await post(fake, 'C1');
  fake.next('chat.postMessage', 'drop after');
  await expect(post(fake, 'C1')).rejects.toThrow();
  await post(fake, 'C1');
  expect(tally(fake.requests)).toEqual({ requests: 3, accepted: 1, refused: 2, early: 0 });
});

test('history has pages, newest first, each message once', async () => {
  const fake = await start();
  for (let count = 0; count < 5; count++) await post(fake, 'C1', String(count));
  const read: unknown[] = [];
  let cursor = '';
  do {
    const page = await json(call(fake, 'conversations.history', { channel: 'C1', limit: '2', cursor }));
    read.push(...(page.messages as { text: string }[]).map(({ text }) => text));
    cursor = (page.response_metadata as { next_cursor: string } | undefined)?.next_cursor ?? '';
    expect(page.has_more).toBe(cursor !== '');
  } while (cursor);
  expect(read).toEqual(['4', '3', '2', '1', '0']);
  const [, second] = fake.messages('C1');
  const newer = await json(call(fake, 'conversations.history', { channel: 'C1', oldest: second?.ts ?? '' }));
  expect(newer.messages).toMatchObject([{ text: '4' }, { text: '3' }, { text: '2' }]);
});

test("archived, unjoined and unreadable channels are refused with Slack's errors", async () => {
  const fake = await start();
  fake.archived.add('C1');
  fake.uninvited.add('C2');
  expect(await json(post(fake, 'C1'))).toEqual({ ok: false, error: 'is_archived' });
  expect(await json(post(fake, 'C2'))).toEqual({ ok: false, error: 'not_in_channel' });
  const history = () => json(call(fake, 'conversations.history', { channel: 'C2' }));
  expect(await history()).toEqual({ ok: false, error: 'not_in_channel' });
  fake.uninvited.delete('C2');
  expect(await history()).toMatchObject({ ok: true, messages: [] });
  fake.scopes = ['chat:write'];
  expect(await history()).toMatchObject({ ok: false, error: 'missing_scope', needed: 'channels:history' });
});
