/** Routes events: inserts their deliveries in the transaction that marks them routed, so each is routed exactly once. */

import { buildSession } from '../events/build-session.ts';
import type { StoredEvent } from '../events/event.ts';
import type { RuleIndex } from '../rules/match.ts';
import type { Database } from '../store/database.ts';
import { insertDeliveries, type NewDelivery, newPost } from '../store/deliveries/deliveries.ts';
import { hasUnrouted, markRouted, quarantineEvent, sessionEvents, unroutedEvents } from '../store/events/events.ts';
import { lockRouter } from '../store/replicas/router-lock.ts';
import type { Db } from '../store/tables.ts';
import { createPause } from '../util/slices.ts';
import { channelFilter } from './channel-filter.ts';
import type { RoutingTable } from './routing-table.ts';

export interface RouteOptions {
  /** Loads the current rules, mutes and owners. */
  loadRoutingTable(db: Db): Promise<RoutingTable>;
  /** Called in the transaction with the channels of its new deliveries. */
  announce(tx: Db, channels: readonly string[]): Promise<void>;
}

interface RoutingFailure {
  event: string;
  reason: string;
  /** The error's stack in our code, if it has one. */
  stack?: string | undefined;
}

export interface RoutingResult {
  /** The channels with new deliveries to send. */
  channels: readonly string[];
  /** Events that could not be routed and are quarantined. */
  failed: readonly RoutingFailure[];
}

/** The most events per transaction. */
const batchSize = 200;

/** Routes a batch of the waiting events in one transaction; null when none wait. */
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

/** Inserts the deliveries of these events, in order. Call it in the transaction that marks them routed. */
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
    // Outside of the try: an error of the store isn't the event's fault.
    const session = rules.needsSession(event.type) ? await sessionEvents(tx, event) : [event];
    try {
      deliveries.push(...(await planDeliveries(event, session, rules, { owner: owners.get(event.source), pause })));
    } catch (error) {
      // One event that can't be routed must not block the others. It is quarantined and can be retried after a fix.
      const { message: reason, stack } = error instanceof Error ? error : { message: String(error) };
      failed.push({ event: event.id, reason, stack });
      await quarantineEvent(tx, event.seq, [`Couldn't route it: ${reason}`]);
    }
  }
  const now = Date.now();
  for (const delivery of deliveries) {
    const isMuted = (mutes.get(delivery.rule.channel) ?? 0) > now;
    if (isMuted && delivery.state === 'queued') delivery.state = 'muted';
  }
  await insertDeliveries(tx, deliveries, now);
  const queued = deliveries.filter(delivery => delivery.state === 'queued');
  const channels = [...new Set(queued.map(delivery => delivery.rule.channel))];
  await announce(tx, channels);
  return { channels, failed };
}

async function planDeliveries(
  event: StoredEvent,
  session: readonly StoredEvent[],
  rules: RuleIndex,
  { owner, pause }: { owner: string | undefined; pause: () => Promise<void> },
): Promise<NewDelivery[]> {
  const options = { inChannel: channelFilter(event, owner), pause };
  const decisions = await rules.decideInSlices(event, () => buildSession(session), options);
  return decisions.map(({ rule }) => newPost(event, rule, rule.do === 'ignore' ? 'ignored' : 'queued'));
}
