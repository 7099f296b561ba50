/** What each channel is owed for an event, committed in the transaction that marks the event routed: exactly once. */
import type { Logger } from 'pino';
import type { StoredEvent } from '../events/event.ts';
import { foldSession } from '../events/fold.ts';
import { workspaceOf } from '../platforms/platform.ts';
import type { RuleIndex } from '../rules/match.ts';
import { insertDeliveries, type NewDelivery } from '../store/deliveries.ts';
import { quarantineEvent, sessionEvents } from '../store/events.ts';
import type { Db } from '../store/tables.ts';

/** What decides where an event goes. */
export interface Routing {
  /** All rules of all channels, ready to be held against events. */
  rules: RuleIndex;
  /** Until when channels are muted, milliseconds. */
  mutes: ReadonlyMap<string, number>;
  /** The workspace of each source that is one workspace's alone, by its name: only its channels are told of it. */
  owners: ReadonlyMap<string, string>;
}

export interface RouteOptions {
  /** As it stands now. */
  loadRouting(db: Db): Promise<Routing>;
  /** Called in the transaction that makes deliveries, with their channels. */
  announce(tx: Db, channels: readonly string[]): Promise<void>;
  log: Logger;
}

/** Makes the deliveries of these events, in order, and gives the channels that have something to send. */
export async function routeEvents(
  tx: Db,
  events: readonly StoredEvent[],
  options: RouteOptions,
): Promise<ReadonlySet<string>> {
  const { rules, mutes, owners } = await options.loadRouting(tx);
  const deliveries: NewDelivery[] = [];
  for (const event of events) {
    const owner = owners.get(event.source);
    deliveries.push(...(await decideEvent(tx, event, rules, owner, options.log)));
  }
  const now = Date.now();
  for (const delivery of deliveries) {
    const isMuted = (mutes.get(delivery.rule.channel) ?? 0) > now;
    if (isMuted && delivery.state === 'pending') delivery.state = 'muted';
  }
  await insertDeliveries(tx, deliveries, now);
  const pending = deliveries.filter(delivery => delivery.state === 'pending');
  const channels = new Set(pending.map(delivery => delivery.rule.channel));
  await options.announce(tx, [...channels]);
  return channels;
}

async function decideEvent(
  tx: Db,
  event: StoredEvent,
  rules: RuleIndex,
  owner: string | undefined,
  log: Logger,
): Promise<NewDelivery[]> {
  // What the store throws is no fault of the event.
  const events = rules.needsSession(event.type) ? await sessionEvents(tx, event) : [event];
  try {
    return rules
      .decide(
        event,
        () => foldSession(events),
        owner === undefined ? undefined : channel => workspaceOf(channel) === owner,
      )
      .map(({ rule }) => ({
        eventSeq: event.seq,
        eventId: event.id,
        rule,
        state: rule.do === 'notify' ? 'pending' : 'ignored',
      }));
  } catch (error) {
    // One event that cannot be routed must not hold up all others; it is kept and can be replayed after a fix.
    const reason = error instanceof Error ? error.message : String(error);
    log.error({ err: error, event: event.id }, 'event not routed');
    await quarantineEvent(tx, event.seq, [`It could not be routed: ${reason}`]);
    return [];
  }
}
