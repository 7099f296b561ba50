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
} satisfies Record<Exclude<ErrorKind, 'mention'>, Answer>;

platformContract('slack', async () => {
  const { fake, platform, close } = await setup();
  return {
    platform,
    channel: CHANNEL,
    elsewhere: 'T0123/C0457',
    read: () => fake.read('C0456'),
    requests: () => fake.requests.filter(({ method }) => method.startsWith('chat.')).length,
    fail: kind => fake.next('chat.postMessage', failures[kind]),
    loseAnswer: () => fake.next('chat.postMessage', 'drop after'),
    close,
  };
});
