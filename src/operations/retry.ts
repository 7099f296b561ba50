/** Retries failed messages and normalizes quarantined events again. */

import type { StoredEvent } from '../events/event.ts';
import { normalizeBody } from '../sources/ingest.ts';
import { findProvider } from '../sources/providers/index.ts';
import { audit } from '../store/audit-log.ts';
import { type FailedFilter, retryFailed } from '../store/deliveries/deliveries.ts';
import { findEvent, listEvents, quarantineEvent, rawBody, releaseEvent } from '../store/events/events.ts';
import type { Db } from '../store/tables.ts';

export interface RetryResult {
  /** IDs of the deliveries that are queued again. */
  deliveries: number[];
  /** IDs of the events that are now accepted, and will be routed. */
  events: string[];
  /** IDs of the events that still can't be parsed. */
  quarantined: string[];
}

/**
 * Puts matching failed messages back into their lanes and normalizes matching quarantined events again. A filter with `id`
 * or `channel` selects only deliveries: a quarantined event has neither a delivery nor a channel.
 */
export async function retryMatching(db: Db, filter: FailedFilter, actor: string): Promise<RetryResult> {
  return db.transaction().execute(async tx => {
    const now = Date.now();
    const deliveries = await retryFailed(tx, filter, now);
    const quarantined =
      filter.id === undefined && filter.channel === undefined ? await findQuarantined(tx, filter) : [];
    const result: RetryResult = { deliveries, events: [], quarantined: [] };
    for (const event of quarantined) {
      const isParsed = await normalizeAgain(tx, event);
      (isParsed ? result.events : result.quarantined).push(event.id);
    }
    await audit(tx, { actor, action: 'retry', target: filter.event ?? filter.channel ?? 'all', detail: result }, now);
    return result;
  });
}

async function findQuarantined(db: Db, { event, since }: FailedFilter): Promise<StoredEvent[]> {
  if (event === undefined) return listEvents(db, { status: 'quarantined', ...(since && { since }), limit: 10_000 });
  const found = await findEvent(db, event);
  return found?.status === 'quarantined' ? [found] : [];
}

/** Normalizes an event again. False when it still can't be parsed; then the current problems are stored. */
async function normalizeAgain(db: Db, event: StoredEvent): Promise<boolean> {
  const provider = findProvider(event.provider);
  if (!provider) return false;
  const { key: _key, repeat: _repeat, problems, ...normalized } = normalizeBody(provider, await rawBody(db, event.seq));
  if (problems.length > 0) await quarantineEvent(db, event.seq, problems);
  else await releaseEvent(db, event.seq, { ...normalized, source: event.source, provider: event.provider });
  return problems.length === 0;
}
