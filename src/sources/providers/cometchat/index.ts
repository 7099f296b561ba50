import { createSample } from '../../samples.ts';
import type { Provider } from '../../source.ts';
import { normalize } from './normalize.ts';
import { settings } from './settings.ts';
import { setUp } from './setup.ts';
import { meanings, triggers } from './triggers.ts';
import { type Credentials, createVerify, credentials } from './verify.ts';

export const cometchat = {
  name: 'cometchat',
  title: 'CometChat',
  credentials,
  settings,
  settingsText: 'COMETCHAT_USERNAME and COMETCHAT_PASSWORD',
  createVerify,
  checks: 'headers',
  challenge: 'Basic realm="Callboard", charset="UTF-8"',
  setUp,
  triggers,
  meanings,
  normalize,
  sample: createSample('CometChat', new URL('samples/', import.meta.url), triggers),
} as const satisfies Provider<Credentials>;
