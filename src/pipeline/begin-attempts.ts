/**
 * Begins the first attempt of a new delivery in the transaction that inserts it, where the channel's lane can post at once.
 * The lane then needs neither a commit of its own before it posts nor a read of what was just written.
 */
import { splitAddress } from '../platforms/platform.ts';
import type { Revisions } from '../store/cache-version.ts';
import type { Delivery } from '../store/deliveries/deliveries.ts';
import type { NewDelivery } from '../store/deliveries/insert-deliveries.ts';
import { occupiedChannels } from '../store/deliveries/outbox.ts';
import type { EventData } from '../store/events/read-sessions.ts';
import type { Leases } from '../store/replicas/leases.ts';
import type { Db } from '../store/tables.ts';

/** The lanes that can post at once, as the dispatcher knows them: all lanes of these platforms, except those of these channels. */
export interface IdleLanes {
  platforms: readonly string[];
  exceptChannels: readonly string[];
}

export const noIdleLanes: IdleLanes = { platforms: [], exceptChannels: [] };

/** A delivery whose first attempt is in the store, and what its message needs in addition to the event. */
export interface BegunDelivery {
  /** As it was before the attempt. */
  delivery: Delivery;
  /** The other events of its event's session; null: so many that the lane reads the session on its own. */
  others: readonly EventData[] | null;
  /** The channel's; null: not set. */
  timezone: string | null;
  /** As of the transaction, to tell whether templates in memory are current. */
  revisions: Revisions;
}

/**
 * Marks the new deliveries whose attempt begins now: those of idle lanes of this process, where nothing else waits and that
 * aren't on hold. Locks the lanes' leases until the transaction ends.
 */
export async function beginWhereIdle(
  tx: Db,
  deliveries: readonly NewDelivery[],
  { leases, idle }: { leases: Leases; idle: IdleLanes },
): Promise<NewDelivery[]> {
  const waiting = deliveries.filter(({ state }) => state === 'queued');
  const busy = new Set(idle.exceptChannels);
  const candidates = [...Map.groupBy(waiting, ({ rule }) => rule.channel)].flatMap(([channel, [first, ...more]]) => {
    const isIdle = idle.platforms.includes(splitAddress(channel).platform) && !busy.has(channel);
    const isAlone = more.length === 0 && first?.kind === 'post' && first.notBefore === undefined;
    return isIdle && isAlone && leases.holds(channel) ? [channel] : [];
  });
  if (candidates.length === 0) return [...deliveries];
  const occupied = await occupiedChannels(tx, candidates);
  const free = candidates.filter(channel => !occupied.has(channel));
  const begins = free.length > 0 ? await leases.lock(tx, free) : new Set();
  return deliveries.map(one =>
    one.state === 'queued' && begins.has(one.rule.channel) ? { ...one, begins: true } : one,
  );
}
