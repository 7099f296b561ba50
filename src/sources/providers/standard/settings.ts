/** The setting of the default source. */
import { defineSettings, optionalText } from '../../../util/setting.ts';
import { parseSecret, secretRule } from '../../../util/signing/standard-webhooks.ts';
import type { Credentials } from './verify.ts';

export const settings = defineSettings(
  'Standard Webhooks: POST /webhooks/standard',
  {
    STANDARD_SECRET: {
      type: optionalText,
      about:
        'Secret with which your own system signs its events. Create one with: echo whsec_$(openssl rand -base64 32)',
      shown: 'whsec_',
      problem: secret => (parseSecret(secret) === null ? secretRule : null),
    },
  },
  ({ STANDARD_SECRET: secret }): Credentials | null => (secret ? { secret } : null),
);
