/** Finds the IDs, types, sources and channels named on the command line, or throws an error that says what to do. */
import { readConfig } from '../config.ts';
import { eventTypeNames, findEventType } from '../events/types.ts';
import { openSources } from '../sources/open-sources.ts';
import { findDelivery } from '../store/deliveries/deliveries.ts';
import { listShown, type ShownFilter } from '../store/deliveries/shown-deliveries.ts';
import { type EventFilter, findEvent, listEvents } from '../store/events/events.ts';
import { listChannels } from '../store/settings/channels.ts';
import { listSources } from '../store/sources/sources.ts';
import type { Db } from '../store/tables.ts';
import { unknownName } from './output.ts';
import { command } from './terminal.ts';

/** Throws for a type or source that can't have events, with a suggestion. */
export async function checkEventFilter(db: Db, { type, source }: EventFilter): Promise<void> {
  if (type !== undefined && findEventType(type) === null && !type.startsWith('other.')) {
    throw unknownName('event type', type, eventTypeNames);
  }
  if (source === undefined || (await listEvents(db, { source, limit: 1 })).length > 0) return;
  const { all } = openSources(readConfig(), await listSources(db));
  if (!all.some(({ name }) => name === source)) {
    throw unknownName(
      'source',
      source,
      all.map(({ name }) => name),
    );
  }
}

/** Throws for an event or channel that doesn't exist. */
export async function checkDeliveryFilter(db: Db, { channel, event }: ShownFilter): Promise<void> {
  if (event !== undefined && !(await findEvent(db, event))) throw eventNotFound(event);
  if (channel !== undefined) await checkChannel(db, channel);
}

/** Throws for a channel that has neither rules nor deliveries, with a suggestion. */
export async function checkChannel(db: Db, channel: string): Promise<void> {
  const known = (await listChannels(db)).map(({ address }) => address);
  if (!known.includes(channel) && (await listShown(db, { channel, limit: 1 })).length === 0) {
    throw unknownName('channel', channel, known);
  }
}

/** The error for an event ID that doesn't exist. */
export function eventNotFound(id: string): Error {
  return new Error(`Event ${id} not found. List events with: ${command('events')}`);
}

/** The ID of the event that an event ID, a message ID or `last` refers to. Throws if there is none. */
export async function findEventId(db: Db, reference: string): Promise<string> {
  if (reference === 'last') {
    const [newest] = await listEvents(db, { limit: 1 });
    if (!newest) throw new Error(`No events received yet. Send a test with: ${command('send-test call.missed')}`);
    return newest.id;
  }
  if (!/^\d{1,15}$/.test(reference)) return reference;
  const delivery = await findDelivery(db, Number(reference));
  if (!delivery) throw new Error(`Message ${reference} not found. List messages with: ${command('deliveries')}`);
  if (delivery.eventId === null) throw new Error(`Message ${reference} has no event.`);
  return delivery.eventId;
}
