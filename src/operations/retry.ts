/** What was given up or quarantined gets another chance. */

import type { StoredEvent } from '../events/event.ts';
import { normalizeBody } from '../sources/ingest.ts';
import { findProvider } from '../sources/providers/index.ts';
import { type FailedFilter, retryFailed } from '../store/deliveries/deliveries.ts';
import { findEvent, listEvents, quarantineEvent, rawBody, releaseEvent } from '../store/events/events.ts';
import { audit } from '../store/settings/audit.ts';
import type { Db } from '../store/tables.ts';

export interface RetryResult {
  /** Ids of the deliveries that are sent again. */
  deliveries: number[];
  /** Ids of the events that were normalized anew and are routed now. */
  events: string[];
  /** Ids of the events that still do not fit. */
  quarantined: string[];
}

/**
 * Puts dead letters back into their lanes and normalizes quarantined events again. A delivery's id names no event, so
 * with `id` or `channel` only deliveries are replayed.
 */
export async function retryMatching(db: Db, filter: FailedFilter, actor: string): Promise<RetryResult> {
  return db.transaction().execute(async tx => {
    const now = Date.now();
    const deliveries = await retryFailed(tx, filter, now);
    const quarantined =
      filter.id === undefined && filter.channel === undefined ? await findQuarantined(tx, filter) : [];
    const replayed: RetryResult = { deliveries, events: [], quarantined: [] };
    for (const event of quarantined) {
      const fits = await normalizeAgain(tx, event);
      (fits ? replayed.events : replayed.quarantined).push(event.id);
    }
    await audit(tx, { actor, action: 'retry', target: filter.event ?? filter.channel ?? 'all', detail: replayed }, now);
    return replayed;
  });
}

async function findQuarantined(db: Db, { event, since }: FailedFilter): Promise<StoredEvent[]> {
  if (event === undefined) return listEvents(db, { status: 'quarantined', ...(since && { since }), limit: 10_000 });
  const found = await findEvent(db, event);
  return found?.status === 'quarantined' ? [found] : [];
}

/** False, and the reasons as they are now, when it still does not fit. */
async function normalizeAgain(db: Db, event: StoredEvent): Promise<boolean> {
  const provider = findProvider(event.provider);
  if (!provider) return false;
  const { key: _key, repeat: _repeat, problems, ...normalized } = normalizeBody(provider, await rawBody(db, event.seq));
  if (problems.length > 0) await quarantineEvent(db, event.seq, problems);
  else await releaseEvent(db, event.seq, { ...normalized, source: event.source, provider: event.provider });
  return problems.length === 0;
}
