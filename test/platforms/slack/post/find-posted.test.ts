/** A message that may have been posted is found in the channel's history by its nonce. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sayMessage } from '../../contract.ts';
import { CHANNEL, setup } from '../setup.ts';

let slack: Awaited<ReturnType<typeof setup>>;
beforeEach(async () => {
  slack = await setup();
});
afterEach(() => slack.close());

const post = (nonce: string) => slack.platform.post({ channel: CHANNEL, message: sayMessage('Call'), nonce });
const find = (nonce: string, since = Date.now()) => slack.platform.find(CHANNEL, nonce, since);
const reads = () => slack.fake.requests.filter(({ method }) => method === 'conversations.history').length;

/** Posts messages of others in the channel. */
function chatter(count: number): void {
  const messages = slack.fake.messages('C0456');
  for (let written = 0; written < count; written++) {
    const [seconds = '', micros = ''] = messages.at(-1)?.ts.split('.') ?? [];
    const ts = `${seconds}.${String(Number(micros) + 1).padStart(6, '0')}`;
    messages.push({ ts, threadTs: null, body: { text: 'chatter' }, edited: false });
  }
}

test('a message is found below newer messages, page by page, up to five pages', async () => {
  const ref = await post('deep');
  chatter(450);
  expect(await find('deep')).toBe(ref);
  expect(reads()).toBe(3);
  chatter(1000);
  expect(await find('deep')).toBeNull();
  expect(reads()).toBe(3 + 5);
});

test('a reply is found in a long thread, page by page, and not in the history', async () => {
  const parent = await post('parent');
  const { ref } = await slack.platform.reply({ channel: CHANNEL, parent, message: sayMessage('Call'), nonce: 'deep' });
  const messages = slack.fake.messages('C0456');
  // Others replied before.
  const own = messages.pop();
  chatter(450);
  for (const message of messages.slice(1)) message.threadTs = parent;
  const later = `${ref.split('.')[0]}.900000`;
  if (own) messages.push({ ...own, ts: later });
  const lookup = { channel: CHANNEL, parent, nonce: 'deep', since: Date.now() };
  expect(await slack.platform.findReply(lookup)).toEqual({ ref: later, parent });
  expect(slack.fake.requests.filter(({ method }) => method === 'conversations.replies')).toHaveLength(3);
  expect(await find('deep')).toBeNull();
  slack.fake.scopes = ['chat:write'];
  expect(await slack.platform.findReply(lookup)).toBeNull();
});

test('a message older than the delivery is not found', async () => {
  await post('old');
  expect(await find('old', Date.now() + 62_000)).toBeNull();
  chatter(300);
  expect(await find('old', Date.now() + 62_000)).toBeNull();
  expect(reads()).toBe(2);
});

test('without the scope to read the history the lookup returns null', async () => {
  const ref = await post('unseen');
  expect(await find('unseen')).toBe(ref);
  slack.fake.scopes = ['chat:write'];
  expect(await find('unseen')).toBeNull();
});

test('the same nonce in metadata of another app does not match', async () => {
  await post('other');
  const [message] = slack.fake.messages('C0456');
  if (!message) throw new Error('nothing was posted');
  message.body.metadata = { event_type: 'their_delivery', event_payload: { nonce: 'other' } };
  expect(await find('other')).toBeNull();
});
