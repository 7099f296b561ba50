import { createNormalize } from '../../define-triggers.ts';
import { phone } from './phone.ts';
import { recordings } from './recordings.ts';
import * as services from './services.ts';
import { participants, sessions } from './sessions.ts';

/** Bodies of AI agents after a call can lack `webhookType`. */
const fallbackTriggers = ['call-summary'];

/** Normalizes a VideoSDK body. Pure; never throws for any body. */
export const normalize = createNormalize(
  'webhookType',
  [
    sessions,
    participants,
    recordings,
    services.transcriptions,
    services.translations,
    services.streams,
    services.agents,
    services.batches,
    services.knowledge,
    services.resources,
    phone,
  ],
  fallbackTriggers,
);
