import type { ErrorKind } from '../../../src/platforms/platform.ts';
import type { ScriptedResponse } from '../../fakes/discord/answers.ts';
import { platformContract } from '../contract.ts';
import { CHANNEL, CHANNEL_ID, OTHER_CHANNEL, setup, writes } from './setup.ts';

const failures = {
  transient: { status: 503, text: 'upstream trouble' },
  rate_limited: { retryAfter: 2 },
  channel: { status: 403, code: 50001 },
  token: { status: 401, code: 0 },
  message: { status: 400, code: 50035 },
  gone: { status: 404, code: 10008 },
  frozen: { status: 403, code: 50005 },
} satisfies Record<Exclude<ErrorKind, 'mention'>, ScriptedResponse>;

const requests = {
  post: 'POST /channels',
  reply: 'POST /channels',
  edit: 'PATCH /channels',
  find: 'GET /channels',
  findReply: 'GET /channels',
};

platformContract('discord', async () => {
  const { fake, platform, close } = await setup();
  return {
    platform,
    channel: CHANNEL,
    elsewhere: OTHER_CHANNEL,
    read: () => fake.read(CHANNEL_ID),
    remove: ref => fake.remove(CHANNEL_ID, ref),
    requests: () => writes(fake).length,
    fail: (request, kind) => fake.next(requests[request], failures[kind]),
    disturb(request, trouble) {
      fake.next(requests[request], trouble);
      return true;
    },
    close,
  };
});
