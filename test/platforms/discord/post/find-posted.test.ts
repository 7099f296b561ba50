import { afterEach, beforeEach, expect, test } from 'vitest';
import { sayMessage } from '../../contract.ts';
import { CHANNEL, CHANNEL_ID, setup } from '../setup.ts';

let discord: Awaited<ReturnType<typeof setup>>;
beforeEach(async () => {
  discord = await setup();
});
afterEach(() => discord.close());

const post = (nonce: string) => discord.platform.post({ channel: CHANNEL, message: sayMessage('Call'), nonce });
const find = (nonce: string, since = Date.now()) => discord.platform.find(CHANNEL, nonce, since);
const reads = () => discord.fake.requests.filter(({ method, path }) => method === 'GET' && path.endsWith('/messages'));

/** Adds messages that others write in the channel. */
function chatter(count: number): void {
  const [sample] = discord.fake.messages(CHANNEL_ID);
  if (!sample) throw new Error('nothing was posted yet');
  for (let written = 0; written < count; written++) {
    const id = String(BigInt(discord.fake.messages(CHANNEL_ID).at(-1)?.id ?? 0) + 1n);
    const components = [{ type: 10, content: 'chatter' }] as typeof sample.body.components;
    discord.fake.messages(CHANNEL_ID).push({ ...sample, id, body: { ...sample.body, components } });
  }
}

test('a message is found after Discord forgot its nonce, and so is not posted twice', async () => {
  discord.fake.nonceFor = -1;
  const ref = await post('forgotten');
  expect(await find('forgotten')).toBe(ref);
  // Without the lookup, a second message is posted.
  expect(await post('forgotten')).not.toBe(ref);
});

test('a lookup reads past later messages of others, up to four pages', async () => {
  const ref = await post('deep');
  chatter(250);
  expect(await find('deep')).toBe(ref);
  expect(reads()).toHaveLength(3);
  chatter(1000);
  expect(await find('deep')).toBeNull();
  expect(reads()).toHaveLength(3 + 4);
});

test('a lookup ignores messages older than the delivery', async () => {
  await post('old');
  expect(await find('old', Date.now() + 61_000)).toBeNull();
  chatter(300);
  expect(await find('old', Date.now() + 61_000)).toBeNull();
  expect(reads()).toHaveLength(2);
});

test('without Read Message History nothing is found, and the nonce prevents a second message', async () => {
  const ref = await post('unseen');
  discord.fake.unreadable.add(CHANNEL_ID);
  expect(await find('unseen')).toBeNull();
  expect(await post('unseen')).toBe(ref);
  discord.fake.next('GET /channels', { status: 403, code: 50013 });
  expect(await find('unseen')).toBeNull();
});

test('a deleted channel is an error of the channel, and an outage is transient', async () => {
  discord.fake.next('GET /channels', { status: 404, code: 10003 });
  await expect(find('1')).rejects.toMatchObject({ kind: 'channel', code: '10003' });
  discord.fake.next('GET /channels', { status: 502, text: 'bad gateway' });
  await expect(find('1')).rejects.toMatchObject({ kind: 'transient' });
  discord.fake.next('GET /channels', { retryAfter: 2 });
  await expect(find('1')).rejects.toMatchObject({ kind: 'rate_limited', retryAfter: 2000, scope: 'channel' });
});
