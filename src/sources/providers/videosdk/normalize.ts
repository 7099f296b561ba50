import { createNormalize } from '../../define-triggers.ts';
import { phone } from './phone.ts';
import { recordings } from './recordings.ts';
import * as services from './services.ts';
import { participants, sessions } from './sessions.ts';

/** The bodies that AI agents send after a call may have no `webhookType`. */
const fallbackTriggers = ['call-summary'];

/** Pure, never throws, whatever `body` is. */
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
