/**
 * Shapes of CometChat's bodies: strict objects and lists with the lenient fields of lenient-fields.ts. The occupant's `uid`,
 * entities beyond the documented ones and all optional parts occur in live webhooks, though not all are documented.
 */
import { z } from 'zod';
import { callKinds } from '../../../events/event.ts';
import { amount, flag, link, list, moment, oneOf, people, text, who, word } from '../../lenient-fields.ts';

const data = <Shape extends z.ZodRawShape>(shape: Shape) => z.object({ data: z.object(shape) });

/** The people in a call or message: `by` acted on `for`, or `sender` wrote to `receiver`. */
const parties = { by: who, for: who, sender: who, receiver: who };

const ringingCall = z.object({
  entity: z
    .object({
      sessionid: text,
      status: word,
      type: oneOf(callKinds),
      sender: who,
      receiver: who,
      receiverType: word,
      data: z.object({ entities: z.object(parties).nullish() }).nullish(),
    })
    .nullish(),
});

export const ringingBody = data({
  call: z.object({
    id: text,
    sender: who,
    receiver: who,
    receiverType: word,
    type: oneOf(callKinds),
    sentAt: moment,
    data: z.object({ action: word, entities: z.object({ ...parties, on: ringingCall.nullish() }).nullish() }).nullish(),
  }),
});
export type RingingCall = z.output<typeof ringingBody>['data']['call'];

const occupant = z.object({ uid: text, name: text, joined_at: moment, left_at: moment, audio_call: flag });
export type Occupant = z.output<typeof occupant>;

export const sessionBody = data({
  sessionId: text,
  created_at: moment,
  destroyed_at: moment,
  all_occupants: people(occupant),
});

export const participantBody = data({
  sessionId: text,
  occupant,
  initial_config: z.object({ platform: word }).nullish(),
});

export const recordingBody = data({ sessionId: text, startTime: moment, duration: amount, recording_url: link });

export const transcriptionBody = data({
  sessionId: text,
  tid: text,
  transcript_url: link,
  startTime: moment,
  endTime: moment,
});

const messageFields = {
  id: text,
  conversationId: text,
  sender: who,
  receiver: who,
  receiverType: word,
  type: word,
  sentAt: moment,
  updatedAt: moment,
  editedAt: moment,
  editedBy: who,
  deletedAt: moment,
  deletedBy: who,
  pinnedAt: moment,
  pinnedBy: who,
  unpinnedAt: moment,
  unpinnedBy: who,
};
const innerMessage = z.object({
  ...messageFields,
  data: z.object({ text, mentions: people(who), entities: z.object(parties).nullish() }).nullish(),
});
const message = z.object({
  ...messageFields,
  data: z
    .object({
      text,
      mentions: people(who),
      entities: z
        .object({ ...parties, on: z.object({ entityType: word, entity: innerMessage.nullish() }).nullish() })
        .nullish(),
    })
    .nullish(),
});
export type Message = z.output<typeof message>;
export type InnerMessage = z.output<typeof innerMessage>;

export const messageBody = data({ message });

export const moderationBody = data({
  message,
  moderation: list(
    z.object({
      condition: z.object({ message: text }).nullish(),
      rule: z.object({ id: text, name: text, blockedAt: moment }).nullish(),
    }),
  ),
});

export const receiptBody = data({
  receiver: who,
  receiverType: word,
  messageSender: who,
  body: z.object({ messageId: text, user: who, timestamp: moment }),
});

export const reactionBody = data({
  reaction: z.object({ messageId: text, reaction: text, uid: who, reactedBy: who, reactedAt: moment }),
});

export const groupBody = data({
  group: z.object({
    guid: text,
    name: text,
    type: word,
    owner: text,
    oldOwner: text,
    membersCount: amount,
    createdAt: moment,
    updatedAt: moment,
    updatedBy: who,
  }),
  members: people(z.object({ uid: text, name: text, scope: word, oldScope: word })),
  by: who,
});

export const blockBody = data({ users: people(who), by: who });

export const connectionBody = data({
  user: who,
  status: word,
  timestamp: moment,
  currentConnection: z.object({ platform: word }).nullish(),
});

export const campaignBody = data({
  id: text,
  campaignId: text,
  notificationId: text,
  pushNotificationId: text,
  name: text,
  createdAt: moment,
  sentAt: moment,
  deliveredAt: moment,
  readAt: moment,
  engagedAt: moment,
  clickedAt: moment,
  completedAt: moment,
  failedAt: moment,
});
