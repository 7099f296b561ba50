/**
 * The router takes committed events in their order of arrival and commits what each channel is owed: the deliveries
 * and the mark that the event is routed stand in one transaction, so an event is routed exactly once.
 */
import { setImmediate } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { StoredEvent } from '../events/event.ts';
import { foldSession } from '../events/fold.ts';
import type { RuleIndex } from '../rules/match.ts';
import type { Database } from '../store/database.ts';
import { insertDeliveries, type NewDelivery } from '../store/deliveries.ts';
import {
  hasUnrouted,
  markRouted,
  quarantineEvent,
  routeInTurn,
  sessionEvents,
  unroutedEvents,
} from '../store/events.ts';
import type { Db } from '../store/tables.ts';
import { createLoop } from './loop.ts';

export interface RouterOptions {
  database: Database;
  /** The index of all rules as they stand now. */
  loadRules(db: Db): Promise<RuleIndex>;
  /** Called in the transaction that makes deliveries, with their channels. */
  announce(tx: Db, channels: readonly string[]): Promise<void>;
  /** Told of the channels that have something new to send. */
  routed(channels: Iterable<string>): void;
  log: Logger;
}

export interface Router {
  /** Routes what waits; many calls at once are one. */
  wake(): void;
  stop(): Promise<void>;
}

const batchSize = 200;

/** How often the store is looked at for what another process has put there, in milliseconds. */
const pollInterval = 500;

export function createRouter(options: RouterOptions): Router {
  let stopping = false;
  const loop = createLoop(routeAll, {
    error: error => options.log.error({ err: error }, 'routing failed, will be tried again'),
  });
  const poll = setInterval(loop.wake, pollInterval);

  async function routeAll(): Promise<null> {
    // SQLite answers without ever waiting: webhooks get their turn between two batches.
    while (!stopping && (await routeBatch(options)) === batchSize) await setImmediate();
    return null;
  }

  return {
    wake: loop.wake,
    async stop() {
      stopping = true;
      clearInterval(poll);
      await loop.stop();
    },
  };
}

/** Routes up to a batch of events in one transaction and returns how many there were. */
async function routeBatch(options: RouterOptions): Promise<number> {
  const { database } = options;
  if (!(await hasUnrouted(database.db))) return 0;
  const result = await database.db.transaction().execute(async tx => {
    await routeInTurn(database, tx);
    const events = await unroutedEvents(tx, batchSize);
    if (events.length === 0) return { count: 0, channels: new Set<string>() };
    const rules = await options.loadRules(tx);
    const deliveries: NewDelivery[] = [];
    for (const event of events) deliveries.push(...(await decideEvent(tx, event, rules, options)));
    const now = Date.now();
    await insertDeliveries(tx, deliveries, now);
    await markRouted(
      tx,
      events.map(event => event.seq),
      now,
    );
    const pending = deliveries.filter(delivery => delivery.state === 'pending');
    const channels = new Set(pending.map(delivery => delivery.rule.channel));
    await options.announce(tx, [...channels]);
    return { count: events.length, channels };
  });
  options.routed(result.channels);
  return result.count;
}

async function decideEvent(
  tx: Db,
  event: StoredEvent,
  rules: RuleIndex,
  options: RouterOptions,
): Promise<NewDelivery[]> {
  try {
    const events = rules.needsSession(event.type) ? await sessionEvents(tx, event) : [event];
    return rules
      .decide(event, () => foldSession(events))
      .map(({ rule }) => ({
        eventSeq: event.seq,
        eventId: event.id,
        rule,
        state: rule.do === 'notify' ? 'pending' : 'ignored',
      }));
  } catch (error) {
    // One event that cannot be routed must not hold up all others; it is kept and can be replayed after a fix.
    const reason = error instanceof Error ? error.message : String(error);
    options.log.error({ err: error, event: event.id }, 'event not routed');
    await quarantineEvent(tx, event.seq, [`It could not be routed: ${reason}`]);
    return [];
  }
}
