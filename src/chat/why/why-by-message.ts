/** Explains a message, chosen from its menu or named by its link or ID. */
import type { StoredEvent } from '../../events/event.ts';
import { writeAction } from '../../platforms/action-id.ts';
import { type ChatResponse, cannotExplain, type Reply } from '../../platforms/chat-protocol.ts';
import { findDescriptor } from '../../platforms/index.ts';
import { type Ref, splitAddress, workspaceOf } from '../../platforms/platform.ts';
import { listDeliveries } from '../../store/deliveries/deliveries.ts';
import { deliveriesAt } from '../../store/events/channel-events.ts';
import { findEvent } from '../../store/events/events.ts';
import { counted } from '../../util/plural.ts';
import type { ChatContext } from '../command.ts';
import { elsewhere, whyNot } from '../permissions.ts';
import { buttons, commandButton, Refusal, refuse } from '../reply/build-reply.ts';
import { chooseEvent, mostChoices, showEvent } from './show-why.ts';

/** Explains a message of this channel. */
export async function showMessage(ref: Ref, context: ChatContext): Promise<ChatResponse> {
  return (await explainMessage(ref, context)) ?? notOurs();
}

/**
 * Explains the message of a link, or of an ID in this channel. Null when the text is neither. Throws a Refusal when the
 * person isn't in the linked channel.
 */
export async function showNamed(words: string, context: ChatContext): Promise<ChatResponse | null> {
  const { channel, workspace } = context;
  const named = findDescriptor(channel)?.parseMessageReference(words, splitAddress(workspace).place);
  if (!named) return null;
  // An ID alone may be an ID in an event, so the caller searches events when no message has it.
  if (named.channel === null) return explainMessage(named.ref, context);
  const there = await enter(named.channel, context);
  return (await explainMessage(named.ref, there, there.channel === channel)) ?? notOurs();
}

/** Explains the event chosen from a batch message in another channel. */
export async function showChosenThere(place: string, id: string, context: ChatContext): Promise<ChatResponse> {
  const there = await enter(place, context);
  const { db } = context.core.database;
  const event = await findEvent(db, id);
  const deliveries = event ? await listDeliveries(db, { event: event.id, channel: there.channel }) : [];
  return event && deliveries.length > 0 ? showEvent(event, there, false) : notOurs();
}

/** The context of the same person in another channel (`T0123/C0456`). Throws a Refusal unless they are in it. */
async function enter(place: string, context: ChatContext): Promise<ChatContext> {
  const { channel } = context;
  const address = `${splitAddress(channel).platform}:${place}`;
  if (address === channel) return context;
  const there = { ...elsewhere(context, address), workspace: workspaceOf(address) };
  if ((await whyNot('see', there)) === null) return there;
  throw new Refusal('That message is in a channel that you or I can’t see.');
}

/** Explains a message of the context's channel; null when Callboard didn't post it. */
async function explainMessage(ref: Ref, context: ChatContext, isHere = true): Promise<Reply | null> {
  const { core, channel } = context;
  const { db } = core.database;
  const deliveries = await deliveriesAt(db, channel, ref);
  const events: StoredEvent[] = [];
  for (const { eventId } of deliveries.slice(0, mostChoices)) {
    const event = eventId === null ? null : await findEvent(db, eventId);
    if (event) events.push(event);
  }
  const [only, second] = events;
  if (!only) return null;
  if (!second) return showEvent(only, context, isHere);
  const action = isHere ? writeAction('why.event') : writeAction('why.there', splitAddress(channel).place);
  return chooseEvent(`This message covers ${counted(deliveries.length, 'event')}`, events, context, action);
}

function notOurs(): Reply {
  return refuse(cannotExplain, {
    controls: buttons(commandButton('List events', 'why')),
  });
}
