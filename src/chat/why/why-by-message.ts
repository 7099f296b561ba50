/** *Why?* of a message: of its own menu, or as somebody points at it. */
import type { StoredEvent } from '../../events/event.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { ChatResponse, Reply } from '../../platforms/chat-protocol.ts';
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

/** Of a message in this channel. */
export async function showMessage(ref: Ref, context: ChatContext): Promise<ChatResponse> {
  return (await tellOf(ref, context)) ?? notOurs();
}

/**
 * Of a message that is named by its link, or by its id in this channel; null when these words name none. Throws a Refusal
 * for who is not in the channel of the link.
 */
export async function showNamed(words: string, context: ChatContext): Promise<ChatResponse | null> {
  const { channel, workspace } = context;
  const named = findDescriptor(channel)?.parseMessageReference(words, splitAddress(workspace).place);
  if (!named) return null;
  // A bare id may as well be one that an event tells of.
  if (named.channel === null) return tellOf(named.ref, context);
  const there = await enter(named.channel, context);
  return (await tellOf(named.ref, there, there.channel === channel)) ?? notOurs();
}

/** An event that was chosen among those that a message elsewhere tells of. */
export async function showChosenThere(place: string, id: string, context: ChatContext): Promise<ChatResponse> {
  const there = await enter(place, context);
  const { db } = context.core.database;
  const event = await findEvent(db, id);
  const told = event ? await listDeliveries(db, { event: event.id, channel: there.channel }) : [];
  return event && told.length > 0 ? showEvent(event, there, false) : notOurs();
}

/** The same person asking in another channel of the platform, `T0123/C0456`: one that they are in. */
async function enter(place: string, context: ChatContext): Promise<ChatContext> {
  const { channel } = context;
  const address = `${splitAddress(channel).platform}:${place}`;
  if (address === channel) return context;
  const there = { ...elsewhere(context, address), workspace: workspaceOf(address) };
  if ((await whyNot('see', there)) === null) return there;
  throw new Refusal('That message is in a channel that you or I can’t see.');
}

/** Null when Callboard tells of nothing with it. */
async function tellOf(ref: Ref, context: ChatContext, isHere = true): Promise<Reply | null> {
  const { core, channel } = context;
  const { db } = core.database;
  const told = await deliveriesAt(db, channel, ref);
  const events: StoredEvent[] = [];
  for (const { eventId } of told.slice(0, mostChoices)) {
    const event = await findEvent(db, eventId);
    if (event) events.push(event);
  }
  const [only, second] = events;
  if (!only) return null;
  if (!second) return showEvent(only, context, isHere);
  const action = isHere ? writeAction('why.event') : writeAction('why.there', splitAddress(channel).place);
  return chooseEvent(`This message covers ${counted(told.length, 'event')}`, events, context, action);
}

function notOurs(): Reply {
  return refuse('This message wasn’t posted by Callboard.', {
    controls: buttons(commandButton('Recent events', 'why')),
  });
}
