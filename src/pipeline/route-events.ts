/** Routes stored events: inserts the deliveries that are planned for them, in the transaction that marks them routed. */
import type { StoredEvent } from '../events/event.ts';
import { insertDeliveries, type NewDelivery, newPost } from '../store/deliveries/deliveries.ts';
import { quarantineEvent } from '../store/events/events.ts';
import { readSessions } from '../store/events/read-sessions.ts';
import type { Db } from '../store/tables.ts';
import { createPause } from '../util/slices.ts';
import { planDeliveries } from './plan-deliveries.ts';
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

/** Inserts the deliveries of these events, in order. Call it in the transaction that marks them routed. */
export async function routeEvents(
  tx: Db,
  events: readonly StoredEvent[],
  { loadRoutingTable, announce }: RouteOptions,
): Promise<RoutingResult> {
  const table = await loadRoutingTable(tx);
  const now = Date.now();
  const deliveries: NewDelivery[] = [];
  const failed: RoutingFailure[] = [];
  const pause = createPause();
  const sessions = await readSessions(
    tx,
    events.filter(({ type }) => table.rules.needsSession(type)),
  );
  for (const event of events) {
    try {
      const plans = await planDeliveries(event, () => sessions.get(event.id) ?? null, table, now, pause);
      deliveries.push(...plans.map(({ rule, state }) => newPost(event, rule, state)));
    } catch (error) {
      // One event that can't be routed must not block the others. It is quarantined and can be retried after a fix.
      const { message: reason, stack } = error instanceof Error ? error : { message: String(error) };
      failed.push({ event: event.id, reason, stack });
      await quarantineEvent(tx, event.seq, [`Couldn't route it: ${reason}`]);
    }
  }
  await insertDeliveries(tx, deliveries, now);
  const queued = deliveries.filter(({ state }) => state === 'queued');
  const channels = [...new Set(queued.map(({ rule }) => rule.channel))];
  await announce(tx, channels);
  return { channels, failed };
}
