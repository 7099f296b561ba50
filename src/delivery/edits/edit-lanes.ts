/** Runs the edits of all channels. In memory a channel's edits are one timer, dropped after they have been idle for a while. */
import { splitAddress } from '../../platforms/platform.ts';
import { channelsWithEdits } from '../../store/deliveries/edits.ts';
import type { AttemptRecord } from '../../store/deliveries/outbox.ts';
import { createLoop, type Loop } from '../../util/wakeable-loop.ts';
import type { OpenPlatform } from '../lane.ts';
import type { EditOptions } from './edit-context.ts';
import { channelOfEdits, type EditMemory, editLease, workEdits } from './work-edits.ts';

export interface EditLanes {
  /** Sends this channel's edits, if the channel may have some. */
  wake(channel: string): void;
  /**
   * Wakes what a record concerns: a card that was posted may have newer content by now, and an edit may have become a
   * message for the lane.
   */
  recorded(record: AttemptRecord): void;
  /** Wakes the edits of these channels that already wait for something. */
  wakeWaiting(channels: Iterable<string>): void;
  /** Wakes all channels with waiting edits. */
  wakeAll(): Promise<void>;
  /** Wakes the channels with waiting edits that no process works on. */
  takeOver(): Promise<void>;
  /** Drops the channels that have been idle for `rest` milliseconds, and releases their leases. */
  releaseIdle(rest: number): Promise<void>;
  /** Starts nothing more, and resolves once the attempts in flight have ended. */
  stop(): Promise<void>;
  /** The leases to release at a stop, and when the next holder may send. */
  leases(rest: number): { name: string; readyAt: number }[];
}

interface EditLane {
  loop: Loop;
  workedAt: number;
  idle: boolean;
}

export function createEditLanes(
  platforms: ReadonlyMap<string, OpenPlatform>,
  options: EditOptions & { wakeLane(channel: string): void },
): EditLanes {
  const { db, leases, log, stopping, wakeLane } = options;
  const lanes = new Map<string, EditLane>();

  function laneOf(channel: string, openPlatform: OpenPlatform): EditLane {
    const known = lanes.get(channel);
    if (known) return known;
    const memory: EditMemory = { unrecorded: null };
    const loop = createLoop(() => workEdits(channel, openPlatform, memory, options), {
      idle() {
        lane.idle = true;
        lane.workedAt = Date.now();
      },
      error: error =>
        log.error({ op: 'edits.work', channel, err: error }, 'database not responding; retrying these edits shortly'),
    });
    const lane: EditLane = { loop, workedAt: Date.now(), idle: true };
    lanes.set(channel, lane);
    return lane;
  }

  function wake(channel: string): void {
    const openPlatform = platforms.get(splitAddress(channel).platform);
    if (stopping() || !openPlatform || openPlatform.platformHold.endsAt('edit') === Number.POSITIVE_INFINITY) return;
    const lane = laneOf(channel, openPlatform);
    lane.idle = false;
    lane.workedAt = Date.now();
    lane.loop.wake();
  }

  return {
    wake,
    recorded({ channel, end, settled = [] }) {
      if (end?.card?.ref) wake(end.delivery.channel);
      if (end?.kind) wakeLane(end.delivery.channel);
      if (settled.some(edit => edit.state === 'queued')) wakeLane(channelOfEdits(channel));
    },
    wakeWaiting(channels) {
      for (const channel of channels) if (lanes.get(channel)?.idle === false) wake(channel);
    },
    async wakeAll() {
      for (const channel of await channelsWithEdits(db)) wake(channel);
    },
    async takeOver() {
      const unattended = (await channelsWithEdits(db)).filter(channel => lanes.get(channel)?.idle ?? true);
      const free = new Set(await leases.free(unattended.map(editLease)));
      for (const channel of unattended) if (free.has(editLease(channel))) wake(channel);
    },
    async releaseIdle(rest) {
      const rested = [...lanes].filter(([, { idle, workedAt }]) => idle && Date.now() - workedAt > rest);
      if (rested.length === 0) return;
      for (const [channel] of rested) lanes.delete(channel);
      await leases.release(rested.map(([channel]) => ({ name: editLease(channel), readyAt: 0 })));
    },
    stop: async () => void (await Promise.all([...lanes.values()].map(({ loop }) => loop.stop()))),
    leases: rest =>
      [...lanes].map(([channel, { idle, workedAt }]) => ({
        name: editLease(channel),
        readyAt: (idle ? workedAt : Date.now()) + rest,
      })),
  };
}
