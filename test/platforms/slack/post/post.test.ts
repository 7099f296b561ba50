import { afterEach, beforeEach, expect, test } from 'vitest';
import { sayMessage } from '../../contract.ts';
import { CHANNEL, setup } from '../setup.ts';

let running: Awaited<ReturnType<typeof setup>>;
beforeEach(async () => {
  running = await setup();
});
afterEach(() => running.close());

const post = (more: { channel?: string; replyTo?: string } = {}) =>
  running.platform.post({ channel: CHANNEL, message: sayMessage('Hello'), nonce: '1234567890', ...more });

test('a post has its nonce as metadata in the history', async () => {
  const ref = await post();
  expect(running.fake.messages('C0456')).toMatchObject([
    { ts: ref, body: { metadata: { event_type: 'callboard_delivery', event_payload: { nonce: '1234567890' } } } },
  ]);
});

test('an edit keeps the metadata and replaces text, blocks and attachments', async () => {
  const ref = await post();
  await running.platform.edit(CHANNEL, ref, { ...sayMessage('Over'), color: null });
  const [message] = running.fake.messages('C0456');
  expect(message?.body).toMatchObject({ metadata: { event_type: 'callboard_delivery' }, attachments: [] });
  expect(running.fake.read('C0456')).toBe('Over\nOver, at length (edited)');
});

test('a reply goes into the thread', async () => {
  const ref = await post();
  await post({ replyTo: ref });
  expect(running.fake.messages('C0456')[1]).toMatchObject({ threadTs: ref });
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

test('an edit of a deleted message fails as a message error', async () => {
  await expect(running.platform.edit(CHANNEL, '1.000001', sayMessage('x'))).rejects.toMatchObject({
    kind: 'message',
    code: 'message_not_found',
  });
});
