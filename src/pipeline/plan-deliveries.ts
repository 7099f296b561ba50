/** What each channel is owed for an event, committed in the transaction that marks the event routed: exactly once. */

import { buildSession } from '../events/build-session.ts';
import type { StoredEvent } from '../events/event.ts';
import { splitAddress, workspaceOf } from '../platforms/platform.ts';
import type { RuleIndex } from '../rules/match.ts';
import type { Database } from '../store/database.ts';
import { insertDeliveries, type NewDelivery } from '../store/deliveries/deliveries.ts';
import { hasUnrouted, markRouted, quarantineEvent, sessionEvents, unroutedEvents } from '../store/events/events.ts';
import { lockRouter } from '../store/replicas/router-lock.ts';
import type { Db } from '../store/tables.ts';
import { createPause } from '../util/slices.ts';
import type { RoutingTable } from './routing-table.ts';

export interface RouteOptions {
  /** As it stands now. */
  loadRoutingTable(db: Db): Promise<RoutingTable>;
  /** Called in the transaction that makes deliveries, with their channels. */
  announce(tx: Db, channels: readonly string[]): Promise<void>;
}

export interface RoutingFailure {
  event: string;
  reason: string;
  /** Where in our code, if it was there. */
  stack?: string | undefined;
}

export interface RoutingResult {
  /** The channels that have something to send now. */
  channels: readonly string[];
  /** Events that could not be routed and are put aside. */
  failed: readonly RoutingFailure[];
}

/** Events that are routed in one transaction, of those that wait. */
const batchSize = 200;

/** Routes up to a batch of the events that wait, in one transaction; null when there are none. */
export async function routePending(database: Database, options: RouteOptions): Promise<RoutingResult | null> {
  if (!(await hasUnrouted(database.db))) return null;
  return database.db.transaction().execute(async tx => {
    await lockRouter(database, tx);
    const events = await unroutedEvents(tx, batchSize);
    if (events.length === 0) return null;
    const seqs = events.map(event => event.seq);
    await markRouted(tx, seqs, Date.now());
    return routeEvents(tx, events, options);
  });
}

/** Makes the deliveries of these events, in order. */
export async function routeEvents(
  tx: Db,
  events: readonly StoredEvent[],
  { loadRoutingTable, announce }: RouteOptions,
): Promise<RoutingResult> {
  const { rules, mutes, owners } = await loadRoutingTable(tx);
  const deliveries: NewDelivery[] = [];
  const failed: RoutingFailure[] = [];
  const pause = createPause();
  for (const event of events) {
    // What the store throws is no fault of the event.
    const session = rules.needsSession(event.type) ? await sessionEvents(tx, event) : [event];
    try {
      deliveries.push(...(await decideEvent(event, session, rules, { owner: owners.get(event.source), pause })));
    } catch (error) {
      // One event that cannot be routed must not hold up all others; it is kept and can be replayed after a fix.
      const { message: reason, stack } = error instanceof Error ? error : { message: String(error) };
      failed.push({ event: event.id, reason, stack });
      await quarantineEvent(tx, event.seq, [`Couldn't route it: ${reason}`]);
    }
  }
  const now = Date.now();
  for (const delivery of deliveries) {
    const isMuted = (mutes.get(delivery.rule.channel) ?? 0) > now;
    if (isMuted && delivery.state === 'pending') delivery.state = 'muted';
  }
  await insertDeliveries(tx, deliveries, now);
  const pending = deliveries.filter(delivery => delivery.state === 'pending');
  const channels = [...new Set(pending.map(delivery => delivery.rule.channel))];
  await announce(tx, channels);
  return { channels, failed };
}

/** Which channels an event may reach: all of them when undefined. `owner` is the only workspace that its source serves. */
function mayReach({ test }: StoredEvent, owner: string | undefined): ((channel: string) => boolean) | undefined {
  if (test === 'preview') return channel => splitAddress(channel).platform === 'preview';
  return owner === undefined ? undefined : channel => workspaceOf(channel) === owner;
}

async function decideEvent(
  event: StoredEvent,
  session: readonly StoredEvent[],
  rules: RuleIndex,
  { owner, pause }: { owner: string | undefined; pause: () => Promise<void> },
): Promise<NewDelivery[]> {
  const options = { inChannel: mayReach(event, owner), pause };
  const decisions = await rules.decideInSlices(event, () => buildSession(session), options);
  return decisions.map(({ rule }) => ({
    eventSeq: event.seq,
    eventId: event.id,
    rule,
    state: rule.do === 'ignore' ? 'ignored' : 'pending',
  }));
}
