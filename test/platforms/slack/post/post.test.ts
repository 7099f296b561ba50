import { afterEach, beforeEach, expect, test } from 'vitest';
import { sayMessage } from '../../contract.ts';
import { CHANNEL, setup } from '../setup.ts';

let running: Awaited<ReturnType<typeof setup>>;
beforeEach(async () => {
  running = await setup();
});
afterEach(() => running.close());

const post = (more: { channel?: string } = {}) =>
  running.platform.post({ channel: CHANNEL, message: sayMessage('Hello'), nonce: '1234567890', ...more });

test('a post has its nonce as metadata in the history', async () => {
  const ref = await post();
  expect(running.fake.messages('C0456')).toMatchObject([
    { ts: ref, body: { metadata: { event_type: 'callboard_delivery', event_payload: { nonce: '1234567890' } } } },
  ]);
});

test('an edit keeps the metadata and replaces text, blocks and attachments', async () => {
  const ref = await post();
  await running.platform.edit({ channel: CHANNEL, ref, message: { ...sayMessage('Over'), color: null }, nonce: 'e1' });
  const [message] = running.fake.messages('C0456');
  expect(message?.body).toMatchObject({ metadata: { event_type: 'callboard_delivery' }, attachments: [] });
  expect(running.fake.read('C0456')).toBe('Over\nOver, at length (edited)');
});

test('a reply goes into the thread, and into the channel only as a broadcast', async () => {
  const parent = await post();
  const reply = { channel: CHANNEL, parent, message: sayMessage('More') };
  await running.platform.reply({ ...reply, nonce: '2' });
  await running.platform.reply({ ...reply, nonce: '3', broadcast: true });
  const [, quiet, shown] = running.fake.messages('C0456');
  expect(quiet).not.toHaveProperty('broadcast');
  expect([quiet, shown]).toMatchObject([
    { threadTs: parent, edited: false },
    { threadTs: parent, broadcast: true },
  ]);
});

test('a channel of another workspace or with an invalid id fails as a channel error without a request', async () => {
  await expect(post({ channel: 'T9/C0456' })).rejects.toMatchObject({
    kind: 'channel',
    code: 'wrong_workspace',
    message: 'The channel is in workspace T9, but SLACK_BOT_TOKEN belongs to Acme (T0123).',
  });
  await expect(post({ channel: 'general' })).rejects.toMatchObject({ kind: 'channel', code: 'bad_address' });
  expect(running.fake.requests.map(({ method }) => method)).toEqual(['auth.test']);
});

test('a platform that was not started posts, and calls auth.test once', async () => {
  running.fake.next('auth.test', { status: 503 });
  await expect(post()).rejects.toMatchObject({ kind: 'transient' });
  await Promise.all([post(), post()]);
  await post();
  expect(running.fake.requests.filter(({ method }) => method === 'auth.test')).toHaveLength(2);
  expect(running.fake.messages('C0456')).toHaveLength(3);
});

test('an edit in an archived channel waits with the channel, and a closed edit window freezes the message', async () => {
  const ref = await post();
  const edit = () => running.platform.edit({ channel: CHANNEL, ref, message: sayMessage('Over'), nonce: 'e1' });
  running.fake.archived.add('C0456');
  await expect(edit()).rejects.toMatchObject({ kind: 'channel', code: 'is_inactive' });
  running.fake.archived.clear();
  running.fake.editsClosed = true;
  await expect(edit()).rejects.toMatchObject({
    kind: 'frozen',
    message: 'A workspace setting no longer allows edits of this message. Ask an admin to allow them.',
  });
});

test('a deleted message with replies keeps its thread, and can no longer be edited', async () => {
  const parent = await post();
  const reply = (nonce: string) =>
    running.platform.reply({ channel: CHANNEL, parent, message: sayMessage('x'), nonce });
  await reply('2');
  running.fake.remove('C0456', parent);
  expect(await reply('3')).toMatchObject({ parent });
  const edit = running.platform.edit({ channel: CHANNEL, ref: parent, message: sayMessage('Over'), nonce: 'e1' });
  await expect(edit).rejects.toMatchObject({ kind: 'gone' });
});
