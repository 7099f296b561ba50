/**
 * Lanes: a channel's deliveries in order, one in flight at a time; channels move side by side. Only lanes retry.
 * What a lane has to do stands in the store: in memory it is no more than a timer, and when it is idle the moment of its next turn.
 */
import { setImmediate } from 'node:timers/promises';
import { type Platform, splitAddress } from '../platforms/platform.ts';
import { findTrouble } from '../store/lanes.ts';
import { busyChannels, waitingInLane } from '../store/outbox.ts';
import { readRevision } from '../store/revisions.ts';
import { type AttemptOptions, attempt } from './attempt.ts';
import { defaultBackoff } from './backoff.ts';
import { foldLimits } from './fold.ts';
import { createGate, type Gate } from './gate.ts';
import { createLane, type Lane } from './lane.ts';

type Tunable = 'backoff' | 'giveUpAfter';

export interface DispatcherOptions extends Omit<AttemptOptions, Tunable>, Partial<Pick<AttemptOptions, Tunable>> {
  /** Milliseconds between two questions whether a broken token works again. */
  probeEvery?: number | undefined;
}

export interface Dispatcher {
  /** From now on this platform's deliveries are sent; those of others wait. */
  open(platform: Platform): void;
  /** Looks at these lanes now; without names, at all that have something to send. */
  wake(channels?: Iterable<string>): void;
  /** Finishes what is in flight and starts nothing more. */
  stop(): Promise<void>;
}

/** Milliseconds. */
const pollInterval = 500;
const day = 24 * 60 * 60_000;

interface Opened {
  platform: Platform;
  gate: Gate;
}

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { database, log, backoff = defaultBackoff, giveUpAfter = day } = options;
  const { db } = database;
  const platforms = new Map<string, Opened>();
  const lanes = new Map<string, Lane>();
  let stopping = false;

  /** What another process put back into the lanes, a replay from the command line. */
  let revision = 0;
  const poll = setInterval(() => void lookForOthers().catch(() => {}), pollInterval);

  async function lookForOthers(): Promise<void> {
    const now = await readRevision(db, 'lanes');
    if (now !== revision) wakeAll();
    revision = now;
  }

  function wakeLane(channel: string): void {
    const opened = platforms.get(splitAddress(channel).platform);
    if (stopping || !opened) return;
    const lane =
      lanes.get(channel) ??
      createLane(() => work(channel, opened), {
        idle: () => lanes.delete(channel),
        error: error => log.error({ err: error, channel }, 'the store does not answer'),
      });
    lanes.set(channel, lane);
    lane.wake();
  }

  /** Sends until the lane is empty or has to wait; returns when to look again, or null. */
  async function work(channel: string, opened: Opened): Promise<number | null> {
    while (!stopping) {
      const [head, ...behind] = await waitingInLane(db, channel, foldLimits.deliveries);
      if (!head) return null;
      const trouble = await findTrouble(db, channel);
      const paced = opened.platform.readyAt(splitAddress(channel).place);
      const ready = Math.max(trouble?.nextAt ?? 0, paced, opened.gate.opensAt);
      if (ready > Date.now()) return Number.isFinite(ready) ? ready : null;
      await attempt({ ...opened, waiting: [head, ...behind], trouble }, { ...options, backoff, giveUpAfter });
      // SQLite answers without ever waiting: webhooks get their turn between two messages.
      await setImmediate();
    }
    return null;
  }

  function wakeAll(): void {
    busyChannels(db).then(
      busy => busy.forEach(wakeLane),
      error => log.error({ err: error }, 'the lanes cannot be read'),
    );
  }

  return {
    open(platform) {
      platforms.set(platform.name, { platform, gate: createGate(platform, wakeAll, log, options.probeEvery) });
      wakeAll();
    },
    wake(channels) {
      if (channels) for (const channel of channels) wakeLane(channel);
      else wakeAll();
    },
    async stop() {
      stopping = true;
      clearInterval(poll);
      for (const { gate } of platforms.values()) gate.stop();
      await Promise.all([...lanes.values()].map(lane => lane.stop()));
    },
  };
}
