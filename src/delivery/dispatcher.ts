/**
 * Lanes move side by side, each on its own. What one has to do stands in the store: in memory it is no more than a
 * timer, and when it has been idle for a while nothing.
 */
import { type Platform, splitAddress } from '../platforms/platform.ts';
import { readRevision } from '../store/cache-version.ts';
import type { Database } from '../store/database.ts';
import { isRowError } from '../store/database-errors.ts';
import { type AttemptRecord, busyChannels, listBatchMembers } from '../store/deliveries/outbox.ts';
import { createGroupCommit } from '../store/group-commit.ts';
import type { Leases } from '../store/replicas/leases.ts';
import { createLoop, type Loop } from '../util/wakeable-loop.ts';
import type { AttemptOptions } from './attempt.ts';
import { defaultBackoff } from './backoff.ts';
import { type LaneOptions, type OpenPlatform, type UnrecordedEnd, workLane } from './lane.ts';
import { type LaneState, readLanes } from './load-lanes.ts';
import { createPlatformHold, type PlatformHoldOptions } from './platform-hold.ts';

export interface DispatcherOptions
  extends Omit<AttemptOptions, 'bound' | 'smallerBatches' | 'backoff'>,
    Pick<PlatformHoldOptions, 'probeEvery'>,
    Partial<Pick<AttemptOptions, 'backoff'>> {
  database: Database;
  leases: Leases;
  /** Commits what lanes write down; of each, whether the lane was still ours. */
  recordAttempts(steps: readonly AttemptRecord[]): Promise<boolean[]>;
}

export interface Dispatcher {
  /** From now on this platform's deliveries are sent; those of others wait. */
  open(platform: Platform): Promise<void>;
  /** Looks at these lanes now; without names, at all that have something to send. */
  wake(channels?: Iterable<string>): void;
  /** Finishes what is in flight and starts nothing more. */
  stop(): Promise<void>;
}

/** Milliseconds: how often it is looked what other processes did, what dead ones left, and which lanes are idle. */
const every = { look: 500, takeOver: 2000 };

/**
 * Milliseconds that a lane keeps its lease after its last work, and that it rests when it changes hands: by then what
 * its last holder sent is out of every platform's count.
 */
const rest = 5000;

/** Milliseconds that what is in flight has to end once the dispatcher stops; what has not is looked up at the next start. */
const grace = 5000;

/** How many lanes are read together: all that their messages take is in memory at once. */
const lanesAtOnce = 50;

interface Lane {
  loop: Loop;
  /** When it was last woken or became idle, milliseconds. */
  workedAt: number;
  idle: boolean;
}

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { database, leases, log, backoff = defaultBackoff } = options;
  const { db } = database;
  const platforms = new Map<string, OpenPlatform>();
  const lanes = new Map<string, Lane>();
  let stopping = false;

  const commits = createGroupCommit<AttemptRecord, boolean>(options.recordAttempts, isRowError);
  const reads = createGroupCommit<string, LaneState | null>(
    channels => readLanes(db, channels, options),
    () => false,
    lanesAtOnce,
  );
  const laneOptions: LaneOptions = {
    ...options,
    readLane: reads.submit,
    backoff,
    bound: id => listBatchMembers(db, id),
    smallerBatches: new Map(),
    commit: commits.submit,
    stopping: () => stopping,
  };

  /** What another process put back into the lanes or shut. */
  let revision = 0;
  const poll = setInterval(() => void look().catch(() => {}), every.look);
  const takeOver = setInterval(() => void takeOverDead().catch(() => {}), every.takeOver);

  async function look(): Promise<void> {
    await releaseIdle();
    if (await hasNews()) wakeAll();
  }

  /** Reads what others have shut first: a lane that is woken must not send into it. */
  async function hasNews(): Promise<boolean> {
    const now = await readRevision(db, 'lanes');
    if (now === revision) return false;
    for (const { gate } of platforms.values()) await gate.read();
    revision = now;
    return true;
  }

  /** What waits and nobody sends: a replica died, or a lane changed hands while it was woken. */
  async function takeOverDead(): Promise<void> {
    const unattended = (await busyChannels(db)).filter(channel => lanes.get(channel)?.idle ?? true);
    for (const channel of await leases.free(unattended)) wakeLane(channel);
  }

  async function releaseIdle(): Promise<void> {
    const rested = [...lanes].filter(([, lane]) => lane.idle && Date.now() - lane.workedAt > rest);
    if (rested.length === 0) return;
    for (const [channel] of rested) lanes.delete(channel);
    await leases.release(rested.map(([name]) => ({ name, readyAt: 0 })));
  }

  function laneOf(channel: string, opened: OpenPlatform): Lane {
    const known = lanes.get(channel);
    if (known) return known;
    const unwritten: UnrecordedEnd = { end: null };
    const loop = createLoop(() => workLane(channel, opened, unwritten, laneOptions), {
      idle() {
        lane.idle = true;
        lane.workedAt = Date.now();
      },
      error: error =>
        log.error({ op: 'lane.work', channel, err: error }, 'database not responding; retrying this channel shortly'),
    });
    const lane: Lane = { loop, workedAt: Date.now(), idle: false };
    lanes.set(channel, lane);
    return lane;
  }

  function wakeLane(channel: string): void {
    const opened = platforms.get(splitAddress(channel).platform);
    if (stopping || !opened || opened.gate.opensAt('post') === Number.POSITIVE_INFINITY) return;
    const lane = laneOf(channel, opened);
    lane.idle = false;
    lane.workedAt = Date.now();
    lane.loop.wake();
  }

  function wakeAll(): void {
    busyChannels(db).then(
      busy => busy.forEach(wakeLane),
      error => log.error({ op: 'lanes.read', err: error }, 'could not read delivery queues; retrying shortly'),
    );
  }

  return {
    async open(platform) {
      const gate = createPlatformHold(platform, {
        database,
        opened: wakeAll,
        log,
        backoff,
        probeEvery: options.probeEvery,
      });
      platforms.set(platform.name, { platform, gate });
      await gate.read().catch(error => {
        log.error(
          { op: 'holds.read', platform: platform.name, err: error },
          'could not read platform holds; retrying shortly',
        );
        // The next look reads it again.
        revision = -1;
      });
      wakeAll();
    },
    wake(channels) {
      if (channels) for (const channel of channels) wakeLane(channel);
      else void hasNews().then(wakeAll, wakeAll);
    },
    async stop() {
      stopping = true;
      clearInterval(poll);
      clearInterval(takeOver);
      for (const { gate } of platforms.values()) gate.stop();
      await withinGrace(Promise.all([...lanes.values()].map(({ loop }) => loop.stop())));
      const held = [...lanes].map(([name, { idle, workedAt }]) => {
        return { name, readyAt: (idle ? workedAt : Date.now()) + rest };
      });
      // What cannot be given back runs out by itself.
      await leases
        .release(held)
        .catch(error =>
          log.warn({ op: 'leases.release', err: error }, 'could not release leases; they expire on their own'),
        );
    },
  };
}

async function withinGrace(work: Promise<unknown>): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, grace);
  await Promise.race([work, over]);
  clearTimeout(timer);
}
