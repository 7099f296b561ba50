/** The fake Discord over its own port: behavior that no test of the platform would check. */
import { afterEach, expect, test } from 'vitest';
import { tally } from '../record.ts';
import { type FakeDiscord, type FakeDiscordOptions, startFakeDiscord } from './index.ts';

const C1 = '700000000000000001';
const C2 = '700000000000000002';
const open: FakeDiscord[] = [];
afterEach(async () => {
  for (const fake of open.splice(0)) await fake.close();
});

async function start(options: FakeDiscordOptions = {}): Promise<FakeDiscord> {
  const fake = await startFakeDiscord(options);
  open.push(fake);
  return fake;
}

function call(fake: FakeDiscord, method: string, path: string, body?: object): Promise<Response> {
  const headers = { authorization: `Bot ${fake.token}`, 'content-type': 'application/json' };
  return fetch(`${fake.url}/v10${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
}

const message = (content: string) => ({ flags: 1 << 15, components: [{ type: 10, content }] });
const post = (fake: FakeDiscord, channel: string, content = 'Hello', more = {}) =>
  call(fake, 'POST', `/channels/${channel}/messages`, { ...message(content), ...more });

interface ListedMessage {
  id: string;
  nonce?: string;
  author: { id: string };
}
const list = async (fake: FakeDiscord, query = '') =>
  (await (await call(fake, 'GET', `/channels/${C1}/messages${query}`)).json()) as ListedMessage[];

/** The headers of rate limits, times left out. */
const limitHeaders = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([name]) => /^x-ratelimit-(?!reset)/.test(name)));

test("with limits, headers report the bucket's state, and a 429 has a wait in fractions of a second", async () => {
  const fake = await start({ limits: { messages: { requests: 2, per: 59_500 } } });
  const bucket = { 'x-ratelimit-bucket': 'post-messages', 'x-ratelimit-limit': '2' };
  const first = await post(fake, C1);
  expect(limitHeaders(first)).toEqual({ ...bucket, 'x-ratelimit-remaining': '1' });
  expect(first.headers.get('x-ratelimit-reset-after')).toBe('59.5');
  expect(Number(first.headers.get('x-ratelimit-reset')) * 1000).toBeCloseTo((fake.requests[0]?.at ?? 0) + 59_500);
  await post(fake, C1);
  const refused = await post(fake, C1);
  const after = Number(refused.headers.get('x-ratelimit-reset-after'));
  expect(refused.status).toBe(429);
  expect(limitHeaders(refused)).toEqual({ ...bucket, 'x-ratelimit-remaining': '0', 'x-ratelimit-scope': 'user' });
  expect(refused.headers.get('retry-after')).toBe(String(Math.ceil(after)));
  expect(await refused.json()).toEqual({ message: 'You are being rate limited.', retry_after: after, global: false });
  expect((await post(fake, C2)).status).toBe(200);
  fake.limits = null;
  expect((await post(fake, C1)).status).toBe(200);
  expect(tally(fake.requests)).toEqual({ requests: 5, accepted: 4, refused: 1, early: 1 });
  expect(fake.messages(C1)).toHaveLength(3);
});

test('a global 429 has no bucket, and a shared one has both bucket and scope', async () => {
  const fake = await start({ limits: { global: { requests: 1, per: 60_000 } } });
  await post(fake, C1);
  const global = await post(fake, C2);
  expect(limitHeaders(global)).toEqual({ 'x-ratelimit-global': 'true', 'x-ratelimit-scope': 'global' });
  expect(await global.json()).toMatchObject({ global: true });
  fake.limits = { channel: { requests: 1, per: 60_000 }, messages: { requests: 5, per: 5000 } };
  await post(fake, C1);
  const shared = await post(fake, C1);
  expect(limitHeaders(shared)).toMatchObject({ 'x-ratelimit-remaining': '4', 'x-ratelimit-scope': 'shared' });
  expect(await shared.json()).toMatchObject({ message: 'The resource is being rate limited.', global: false });
});

test('invalid requests lead to a ban without JSON; shared 429s do not', async () => {
  const invalid = { requests: 3, per: 600_000, ban: 30_000 };
  const fake = await start({ limits: { invalid, channel: { requests: 1, per: 60_000 } } });
  for (let times = 0; times < 5; times++) await post(fake, C1);
  fake.hidden.add(C2);
  fake.revoke();
  expect((await call(fake, 'GET', '/users/@me')).status).toBe(401);
  fake.restore();
  expect((await post(fake, C2)).status).toBe(403);
  expect((await call(fake, 'GET', '/users/@me')).status).toBe(200);
  fake.limits = { invalid, global: { requests: 0, per: 1000 } };
  expect(await (await call(fake, 'GET', '/users/@me')).json()).toMatchObject({ global: true });
  fake.limits = { invalid };
  const banned = await call(fake, 'GET', '/users/@me');
  expect({ status: banned.status, limits: limitHeaders(banned) }).toEqual({ status: 429, limits: {} });
  expect(Number(banned.headers.get('retry-after'))).toBeGreaterThan(20);
  expect(await banned.text()).toBe('<html>banned</html>');
  expect(fake.requests.at(-1)?.refused?.limit).toBe('ban');
});

test('a revoked token is rejected over HTTP and at the gateway', async () => {
  const fake = await start();
  fake.revoke();
  expect((await post(fake, C1)).status).toBe(401);
  const socket = new WebSocket(`${fake.url.replace('http', 'ws').replace('/api', '/gateway')}`);
  socket.onopen = () => socket.send(JSON.stringify({ op: 2, d: { token: fake.token } }));
  const closed = await new Promise<CloseEvent>(resolve => {
    socket.onclose = resolve;
  });
  expect(closed.code).toBe(4004);
  fake.restore();
  expect((await post(fake, C1)).status).toBe(200);
});

test('a closed fake is out of reach, and reopened it has the same address and messages', async () => {
  const fake = await start();
  await post(fake, C1, 'before');
  await fake.close();
  await expect(post(fake, C1)).rejects.toThrow();
  await fake.reopen();
  await post(fake, C1, 'after');
  expect(fake.read(C1)).toBe('before\n\nafter');
});

test('trouble decides each request without a scripted response, and its rejections are recorded', async () => {
  const fake = await start({ trouble: ({ path }) => (path.includes(C2) ? { ban: 5 } : undefined) });
  fake.next('POST', { retryAfter: 3 });
  const statuses = [];
  for (const channel of [C1, C2, C1]) statuses.push((await post(fake, channel)).status);
  expect(statuses).toEqual([429, 429, 200]);
  expect(fake.requests.map(({ refused }) => refused?.limit)).toEqual([
    `POST /channels/${C1}/messages`,
    'ban',
    undefined,
  ]);
  expect(tally(fake.requests)).toMatchObject({ early: 1 });
});

test('half after: the message is posted, and half of the response arrives', async () => {
  const fake = await start();
  fake.next('POST', 'half after');
  const response = await post(fake, C1);
  await expect(response.text()).rejects.toThrow('terminated');
  expect(fake.messages(C1)).toHaveLength(1);
});

test('the same nonce returns the existing message until the nonce is forgotten', async () => {
  const fake = await start();
  const again = async (channel = C1) =>
    (await (await post(fake, channel, 'Hello', { nonce: 'n', enforce_nonce: true })).json()) as ListedMessage;
  const { id, nonce } = await again();
  expect(nonce).toBe('n');
  expect((await again()).id).toBe(id);
  expect((await again(C2)).id).not.toBe(id);
  fake.nonceFor = -1;
  expect((await again()).id).not.toBe(id);
  expect(fake.messages(C1)).toHaveLength(2);
});

test('messages are listed newest first with author and without nonce, and not at all without Read Message History', async () => {
  const fake = await start();
  await post(fake, C1, 'one', { nonce: 'n' });
  await post(fake, C1, 'two');
  const [newest, oldest] = await list(fake);
  expect(newest).toMatchObject({ components: [{ content: 'two' }], author: { id: '900000000000000001' } });
  expect(oldest).not.toHaveProperty('nonce');
  expect(await list(fake, `?after=${(BigInt(Date.now() - 1_420_070_400_000) << 22n) - (60_000n << 22n)}`)).toHaveLength(
    2,
  );
  fake.unreadable.add(C1);
  expect(await list(fake)).toEqual([]);
  fake.hidden.add(C1);
  expect(await list(fake)).toMatchObject({ code: 50001 });
});
