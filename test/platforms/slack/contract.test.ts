import type { ErrorKind } from '../../../src/platforms/platform.ts';
import type { Answer } from '../../fakes/slack/answers.ts';
import { platformContract } from '../contract.ts';
import { CHANNEL, setup } from './setup.ts';

const failures = {
  transient: { status: 503 },
  rate_limited: { retryAfter: 2 },
  channel: { error: 'not_in_channel' },
  token: { error: 'token_revoked' },
  message: { error: 'invalid_blocks' },
  gone: { error: 'thread_not_found' },
  frozen: { error: 'edit_window_closed' },
} satisfies Record<Exclude<ErrorKind, 'mention'>, Answer>;

const methods = {
  post: 'chat.postMessage',
  reply: 'chat.postMessage',
  edit: 'chat.update',
  find: 'conversations.history',
  findReply: 'conversations.replies',
};

platformContract('slack', async () => {
  const { fake, platform, close } = await setup();
  return {
    platform,
    channel: CHANNEL,
    elsewhere: 'T0123/C0457',
    read: () => fake.read('C0456'),
    remove: ref => fake.remove('C0456', ref),
    requests: () => fake.requests.filter(({ method }) => method.startsWith('chat.')).length,
    fail: (request, kind) => fake.next(methods[request], failures[kind]),
    disturb(request, trouble) {
      fake.next(methods[request], trouble);
      return true;
    },
    close,
  };
});
