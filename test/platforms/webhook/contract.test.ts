import type { ErrorKind } from '../../../src/platforms/platform.ts';
import { createWebhookPlatform } from '../../../src/platforms/webhook/index.ts';
import { generateSecret, parseSecret } from '../../../src/util/signing/standard-webhooks.ts';
import { type NextAnswer, startWebhookReceiver } from '../../fakes/webhook-receiver.ts';
import { platformContract } from '../contract.ts';

const failures = {
  transient: { status: 500 },
  rate_limited: { status: 429, headers: { 'retry-after': '2' } },
  channel: { status: 410 },
  message: { status: 422 },
  gone: { status: 404 },
  frozen: { status: 409 },
} satisfies Record<Exclude<ErrorKind, 'mention' | 'token'>, NextAnswer>;

platformContract(
  'webhook',
  async () => {
    const secret = generateSecret();
    const [receiver, other] = await Promise.all([startWebhookReceiver(secret), startWebhookReceiver(secret)]);
    const key = parseSecret(secret) as Buffer;
    const endpoints = new Map(
      Object.entries({ crm: receiver, ops: other }).map(([name, { url }]) => [name, { url, key }]),
    );
    const platform = createWebhookPlatform({ endpoints });
    return {
      platform,
      channel: 'crm/default',
      elsewhere: 'ops/default',
      read: receiver.read,
      remove: receiver.remove,
      requests: () => receiver.received.length,
      fail: (request, kind) => receiver.next(request, failures[kind as keyof typeof failures]),
      disturb(request, trouble) {
        if (request === 'find' || request === 'findReply') return false;
        receiver.next(request, trouble);
        return true;
      },
      async close() {
        await platform.stop();
        await receiver.close();
        await other.close();
      },
    };
  },
  { hasToken: false, looksUp: false },
);
