import { createNormalize } from '../../define-triggers.ts';
import { blocks, campaigns, connections, groups } from './groups-and-users.ts';
import { messages, moderation, reactions, receipts } from './messages.ts';
import { ringing } from './ring-events.ts';
import { calls, meetings, participants, recordings, transcriptions } from './sessions.ts';

/** Normalizes a CometChat body. Pure; never throws for any body. */
export const normalize = createNormalize('trigger', [
  ringing,
  calls,
  meetings,
  participants,
  recordings,
  transcriptions,
  messages,
  moderation,
  receipts,
  reactions,
  groups,
  blocks,
  connections,
  campaigns,
]);
