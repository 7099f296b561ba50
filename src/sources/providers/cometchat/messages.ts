/** Chat messages: sent, changed, mentions, reactions, moderation, receipts. */
import { fillPart, type PartInput, type Person } from '../../../events/event.ts';
import { defineTriggers } from '../../define-triggers.ts';
import { type InnerMessage, type Message, messageBody, moderationBody, reactionBody, receiptBody } from './schema.ts';
import * as triggers from './triggers.ts';

/** CometChat documents no keys for these triggers, so the key is the message's id and the time of the change. */
const key = ['webhook', 'trigger', 'data.message.id'];
const changedAt: Record<string, string[]> = {
  message_edited: ['data.message.editedAt'],
  message_deleted: ['data.message.deletedAt'],
  message_pinned: ['data.message.pinnedAt'],
  message_unpinned: ['data.message.unpinnedAt'],
};

export const messages = defineTriggers(triggers.messages, messageBody, ({ data: { message } }, trigger) => ({
  subject: null,
  time: momentOf(message, trigger),
  key: [...key, [...(changedAt[trigger] ?? []), 'data.message.updatedAt']],
  message: toPart(message),
}));

export const moderation = defineTriggers(triggers.moderation, moderationBody, ({ data }, trigger) => {
  const [, by, verdict] = trigger.split('_');
  const [finding] = data.moderation ?? [];
  return {
    subject: null,
    // An approval's body only has the time the message was sent or blocked.
    time: verdict === 'blocked' ? (finding?.rule?.blockedAt ?? null) : null,
    key: [...key, 'data.message.updatedAt'],
    moderation: fillPart('moderation', {
      verdict,
      by,
      reason: finding?.condition?.message,
      rule: finding?.rule?.name ?? finding?.rule?.id,
    }),
    message: toPart(data.message),
  };
});

/** `data.receiver` gets the receipt. Only in a group it is the recipient of the message. */
export const receipts = defineTriggers(triggers.receipts, receiptBody, ({ data }) => ({
  subject: null,
  time: data.body.timestamp,
  key: ['webhook', 'trigger', 'data.body.messageId', 'data.sender', 'data.body.timestamp'],
  message: fillPart('message', {
    id: data.body.messageId,
    sender: data.messageSender ?? {},
    group: data.receiverType === 'group' ? (data.receiver ?? {}) : {},
    actor: data.body.user ?? {},
  }),
}));

/** `reactedAt` of a removed reaction is when it was added. */
export const reactions = defineTriggers(triggers.reactions, reactionBody, ({ data: { reaction } }, trigger) => ({
  subject: null,
  time: trigger === 'message_reaction_added' ? reaction.reactedAt : null,
  key: ['webhook', 'trigger', 'data.reaction.id', 'data.reaction.reactedAt'],
  message: fillPart('message', {
    id: reaction.messageId,
    reaction: reaction.reaction,
    actor: reaction.reactedBy ?? reaction.uid ?? {},
  }),
}));

/** An edit or deletion comes as an action on the message, or as the message itself. */
function findMessage(message: Message): Message | InnerMessage {
  const on = message.data?.entities?.on;
  return on?.entityType === 'message' && on.entity ? on.entity : message;
}

function toPart(outer: Message) {
  const message = findMessage(outer);
  const entities = [outer.data?.entities, message.data?.entities];
  const mentions = message.data?.mentions?.filter(person => person !== null) ?? null;
  const known = [...entities.flatMap(at => [at?.by, at?.for, at?.sender, at?.receiver]), ...(mentions ?? [])];
  const named = (person: Person | null | undefined): Partial<Person> =>
    person
      ? { ...person, name: person.name ?? known.find(one => one?.id === person.id && one.name !== null)?.name ?? null }
      : {};
  const receiver = named(message.receiver ?? outer.receiver);
  const isGroup = (message.receiverType ?? outer.receiverType) === 'group';
  const part: PartInput<'message'> = {
    id: message.id,
    text: writeMentions(message.data?.text, id => named({ id, name: null }).name ?? id),
    kind: message.type,
    sender: named(message.sender ?? (message === outer ? null : outer.sender)),
    receiver: isGroup ? {} : receiver,
    group: isGroup ? receiver : {},
    actor: named(outer.data?.entities?.by ?? changedBy(message)),
    mentions,
    conversation: message.conversationId,
  };
  return fillPart('message', part);
}

/** Replaces mentions in the text, `<@uid:cometchat-uid-2>`, by names: `@Andrew Joseph`. */
function writeMentions(text: string | null | undefined, nameOf: (id: string) => string): string | null {
  return text?.replaceAll(/<@uid:([^<>]+)>/g, (_, id: string) => `@${nameOf(id)}`) ?? null;
}

function changedBy(message: InnerMessage): Person | null {
  return message.editedBy ?? message.deletedBy ?? message.pinnedBy ?? message.unpinnedBy;
}

function momentOf(outer: Message, trigger: string): string | null {
  const message = findMessage(outer);
  const action = message === outer ? null : outer.sentAt;
  if (trigger === 'message_edited') return message.editedAt ?? action;
  if (trigger === 'message_deleted') return message.deletedAt ?? action;
  if (trigger === 'message_pinned') return message.pinnedAt ?? action;
  if (trigger === 'message_unpinned') return message.unpinnedAt ?? action;
  return message.sentAt;
}
