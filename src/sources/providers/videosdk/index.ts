import { createSample } from '../../samples.ts';
import type { Provider } from '../../source.ts';
import { normalize } from './normalize.ts';
import { settings } from './settings.ts';
import { setUp } from './setup.ts';
import { meanings, triggers } from './triggers.ts';
import { type Credentials, createVerify, credentials } from './verify.ts';

export const videosdk = {
  name: 'videosdk',
  title: 'VideoSDK',
  credentials,
  settings,
  settingsText: 'VIDEOSDK_PUBLIC_KEY or VIDEOSDK_API_URL',
  createVerify,
  checks: 'body',
  // No registered scheme names VideoSDK's signature.
  challenge: 'Signature realm="Callboard", header="videosdk-signature"',
  setUp,
  triggers,
  meanings,
  normalize,
  sample: createSample('VideoSDK', new URL('samples/', import.meta.url), triggers),
} as const satisfies Provider<Credentials>;
