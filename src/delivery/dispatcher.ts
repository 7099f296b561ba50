/**
 * Lanes: a channel's deliveries in order, one in flight at a time; channels move side by side. Only lanes retry.
 * What a lane has to do stands in the store, so that a lane in memory is no more than a timer.
 */
import type { Logger } from 'pino';
import type { Message } from '../messages/message.ts';
import { type Platform, PlatformError, type Ref } from '../platforms/platform.ts';
import type { Database } from '../store/database.ts';
import { busyChannels, type Delivery, endAttempt, headOfLane, startAttempt } from '../store/deliveries.ts';
import { type Backoff, defaultBackoff } from './backoff.ts';
import { judgeFailure, toFailure } from './verdict.ts';

export interface DispatcherOptions {
  database: Database;
  /** The platforms that are running, by name; deliveries of others wait. */
  platforms: ReadonlyMap<string, Platform>;
  /** The message of a delivery; throws when its template cannot be rendered. */
  compose(delivery: Delivery): Promise<Message>;
  /** Told of every message that was posted. */
  posted?: ((delivery: Delivery, message: Message) => void) | undefined;
  /** Told of every attempt: `sent`, or the kind of error; `took` in milliseconds. */
  attempted(platform: string, outcome: string, took: number): void;
  log: Logger;
  backoff?: Backoff | undefined;
}

export interface Dispatcher {
  /** Looks at these lanes now; without names, at all that have something to send. */
  wake(channels?: Iterable<string>): void;
  /** Finishes what is in flight and starts nothing more. */
  stop(): Promise<void>;
}

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { database, platforms, log } = options;
  const { db } = database;
  const lanes = new Map<string, Lane>();
  /** Until when a platform takes nothing at all, milliseconds. */
  const closedUntil = new Map<string, number>();
  let stopping = false;

  function wake(channel: string): void {
    if (stopping || !platforms.has(platformOf(channel))) return;
    const lane =
      lanes.get(channel) ??
      createLane(
        () => work(channel),
        error => log.error({ err: error, channel }, 'lane'),
      );
    lanes.set(channel, lane);
    lane.wake();
  }

  /** Sends until the lane is empty or has to wait; returns when to look again, or null. */
  async function work(channel: string): Promise<number | null> {
    while (!stopping) {
      const head = await headOfLane(db, channel);
      if (!head) return null;
      const notBefore = Math.max(head.nextAt, closedUntil.get(platformOf(channel)) ?? 0);
      if (notBefore > Date.now()) return notBefore;
      await attempt(head);
    }
    return null;
  }

  async function attempt(delivery: Delivery): Promise<void> {
    await startAttempt(db, delivery.id, Date.now());
    const started = performance.now();
    try {
      const message = await compose(delivery);
      const ref = await post(delivery, message);
      const took = performance.now() - started;
      await endAttempt(db, delivery.id, { state: 'sent', outcome: 'sent', ref, took }, Date.now());
      log.info({ delivery: delivery.id, event: delivery.eventId, channel: delivery.channel, ref, took }, 'sent');
      options.attempted(platformOf(delivery.channel), 'sent', took);
      options.posted?.(delivery, message);
    } catch (error) {
      await fail(delivery, error, performance.now() - started);
    }
  }

  async function compose(delivery: Delivery): Promise<Message> {
    try {
      return await options.compose(delivery);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new PlatformError('message', 'template', `The template cannot be rendered: ${reason}`, { cause });
    }
  }

  async function post(delivery: Delivery, message: Message): Promise<Ref> {
    const platform = platforms.get(platformOf(delivery.channel)) as Platform;
    const channel = delivery.channel.slice(platform.name.length + 1);
    return platform.post({ channel, message, delivery: String(delivery.id) });
  }

  async function fail(delivery: Delivery, error: unknown, took: number): Promise<void> {
    const now = Date.now();
    const failure = toFailure(error);
    const attempts = delivery.attempts + 1;
    const backoff = options.backoff ?? defaultBackoff;
    const verdict = judgeFailure(failure, { ...delivery, attempts }, { now, random: Math.random(), backoff });
    if (error instanceof PlatformError && error.scope === 'platform' && verdict.state === 'pending') {
      closedUntil.set(platformOf(delivery.channel), verdict.nextAt);
    }
    await endAttempt(db, delivery.id, { ...verdict, outcome: failure.kind, error: failure.error, took }, now);
    const { id, eventId, channel } = delivery;
    options.attempted(platformOf(channel), failure.kind, took);
    log.warn({ delivery: id, event: eventId, channel, attempts, took, ...failure, ...verdict }, 'not sent');
  }

  return {
    wake(channels) {
      if (channels) for (const channel of channels) wake(channel);
      else
        busyChannels(db).then(
          busy => busy.forEach(wake),
          error => log.error({ err: error }, 'lanes not read'),
        );
    },
    async stop() {
      stopping = true;
      await Promise.all([...lanes.values()].map(lane => lane.stop()));
    },
  };
}

function platformOf(channel: string): string {
  return channel.slice(0, channel.indexOf(':'));
}

interface Lane {
  wake(): void;
  stop(): Promise<void>;
}

/** Runs `work` one at a time: when woken, and when `work` asked to be run again (a moment in milliseconds). */
function createLane(work: () => Promise<number | null>, onError: (error: unknown) => void): Lane {
  let running: Promise<void> | null = null;
  let again = false;
  let timer: NodeJS.Timeout | undefined;

  async function run(): Promise<void> {
    do {
      again = false;
      // A store that fails for now is asked again in a second.
      const next = await work().catch(error => {
        onError(error);
        return Date.now() + 1000;
      });
      clearTimeout(timer);
      if (next !== null) timer = setTimeout(wake, Math.min(next - Date.now(), 60_000));
    } while (again);
    running = null;
  }

  function wake(): void {
    clearTimeout(timer);
    again = true;
    running ??= run();
  }

  return {
    wake,
    async stop() {
      clearTimeout(timer);
      await running;
      clearTimeout(timer);
    },
  };
}
