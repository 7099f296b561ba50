import { generateSecret } from '../../../util/signing/standard-webhooks.ts';
import type { SetupForm } from '../../source.ts';
import type { Credentials } from './verify.ts';

/** Callboard generates the secret, and people enter it in their own system. */
export const setUp: SetupForm<Credentials> = {
  noun: 'secret',
  secrets: 'signing secret',
  place: 'your own system',
  asks: null,
  make: () => ({ ok: true, credentials: { secret: generateSecret() } }),
  steps: (url, { secret }) => [
    ['Send each event as JSON with POST to ', { copy: url }],
    ['Sign it with a Standard Webhooks library (standardwebhooks.com) and this secret: ', { copy: secret }],
    [
      'Write events as docs/standard.md shows, e.g. ',
      { copy: '{"type":"call.missed","call":{"caller":{"name":"Ann"}}}' },
    ],
  ],
  rotationSteps: (_url, { secret }) => [['Replace the signing secret: ', { copy: secret }]],
};
