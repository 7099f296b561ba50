/** Routes stored events: inserts the deliveries that are planned for them, in the transaction that marks them routed. */
import type { StoredEvent } from '../events/event.ts';
import { type Revisions, readRevisions } from '../store/cache-version.ts';
import { insertDeliveries, type NewDelivery, newPost } from '../store/deliveries/insert-deliveries.ts';
import { quarantineEvent } from '../store/events/events.ts';
import { readOthers, readSessions } from '../store/events/read-sessions.ts';
import type { Db } from '../store/tables.ts';
import { createPause } from '../util/slices.ts';
import type { BegunDelivery } from './begin-attempts.ts';
import { planDeliveries } from './plan-deliveries.ts';
import type { RoutingTable } from './routing-table.ts';

export interface RouteOptions {
  /** Loads the current rules, mutes and owners. `revisions` are those of this moment. */
  loadRoutingTable(db: Db, revisions: Revisions): Promise<RoutingTable>;
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
  /** The channels with new deliveries to send, except the begun ones. */
  channels: readonly string[];
  /** Deliveries to post now. */
  begun: readonly BegunDelivery[];
  /** Events that could not be routed and are quarantined. */
  failed: readonly RoutingFailure[];
}

/** Which attempts begin in the transaction; undefined: none. */
type BeginAttempts = (deliveries: readonly NewDelivery[]) => Promise<readonly NewDelivery[]>;

/** Inserts the deliveries of these events, in order. Call it in the transaction that marks them routed. */
export async function routeEvents(
  tx: Db,
  events: readonly StoredEvent[],
  { loadRoutingTable, announce }: RouteOptions,
  begin: BeginAttempts = async deliveries => deliveries,
): Promise<RoutingResult> {
  const revisions = await readRevisions(tx);
  const table = await loadRoutingTable(tx, revisions);
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
  const inserted = await insertDeliveries(tx, await begin(deliveries), now);
  const begunEvents = new Set(inserted.map(({ eventId }) => eventId));
  const others = await readOthers(
    tx,
    events.filter(({ id }) => begunEvents.has(id)),
  );
  const begun = inserted.map(delivery => ({
    delivery,
    others: others.get(delivery.eventId ?? '') ?? null,
    timezone: table.timezones.get(delivery.channel) ?? null,
    revisions,
  }));
  const posting = new Set(inserted.map(({ channel }) => channel));
  const queued = deliveries.filter(({ state, rule }) => state === 'queued' && !posting.has(rule.channel));
  const channels = [...new Set(queued.map(({ rule }) => rule.channel))];
  await announce(tx, channels);
  return { channels, begun, failed };
}
