import { createSample } from '../../samples.ts';
import type { Provider } from '../../source.ts';
import { normalize } from './normalize.ts';
import { schema } from './schema.ts';
import { settings } from './settings.ts';
import { setUp } from './setup.ts';
import { type Credentials, createVerify, credentials } from './verify.ts';

/** The types with a sample. A body can have any type of events/types.ts. */
const triggers = {
  'call.missed': 'call.missed',
  'call.ended': 'call.ended',
  'meeting.started': 'meeting.started',
  'meeting.ended': 'meeting.ended',
  'participant.joined': 'participant.joined',
  'recording.ready': 'recording.ready',
  'message.sent': 'message.sent',
} as const;

/** Events of any system, in our own shape and signed as https://www.standardwebhooks.com says. */
export const standard = {
  name: 'standard',
  title: 'Standard Webhooks',
  credentials,
  settings,
  settingsText: 'STANDARD_SECRET',
  createVerify,
  checks: 'body',
  // No registered scheme names this signature.
  challenge: 'Signature realm="Callboard", header="webhook-signature"',
  setUp,
  triggers,
  meanings: {},
  normalize,
  schema,
  sample: createSample('Standard Webhooks', new URL('samples/', import.meta.url), triggers),
} as const satisfies Provider<Credentials>;
