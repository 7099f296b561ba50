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
} satisfies Record<Exclude<ErrorKind, 'mention'>, ScriptedResponse>;

platformContract('discord', async () => {
  const { fake, platform, close } = await setup();
  return {
    platform,
    channel: CHANNEL,
    elsewhere: OTHER_CHANNEL,
    read: () => fake.read(CHANNEL_ID),
    requests: () => writes(fake).length,
    fail: kind => fake.next('POST /channels', failures[kind]),
    loseAnswer: () => fake.next('POST /channels', 'drop after'),
    close,
  };
});
