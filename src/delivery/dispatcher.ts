/**
 * Runs all lanes concurrently. Their work is in the database. In memory a lane is one timer, and it is dropped after it has
 * been idle for a while.
 */
import { type IdleLanes, noIdleLanes } from '../pipeline/begin-attempts.ts';
import { type Platform, splitAddress } from '../platforms/platform.ts';
import { readRevision } from '../store/cache-version.ts';
import { isRowError } from '../store/classify-database-error.ts';
import type { Database } from '../store/database.ts';
import type { Delivery } from '../store/deliveries/deliveries.ts';
import { type AttemptRecord, busyChannels, listBatchMembers } from '../store/deliveries/outbox.ts';
import { createGroupCommit } from '../store/group-commit.ts';
import type { Leases } from '../store/replicas/leases.ts';
import { createLoop, type Loop } from '../util/wakeable-loop.ts';
import type { AttemptOptions } from './attempt-context.ts';
import { defaultBackoff } from './backoff.ts';
import { type LoadTemplates, readMessageInputs } from './compose.ts';
import { createEditLanes } from './edits/edit-lanes.ts';
import { within } from './grace.ts';
import { createOffers, type Handoff, handoffInputs, type Offers } from './handoff.ts';
import { type LaneMemory, type LaneOptions, type OpenPlatform, withoutMessage, workLane } from './lane.ts';
import { type LaneState, readLanes } from './load-lanes.ts';
import { createPlatformHold, type PlatformHoldOptions } from './platform-hold.ts';

export interface DispatcherOptions
  extends Omit<AttemptOptions, 'readMessageInputs' | 'listBatchMembers' | 'smallerBatches' | 'backoff'>,
    Pick<PlatformHoldOptions, 'probeEvery'>,
    Partial<Pick<AttemptOptions, 'backoff'>> {
  database: Database;
  leases: Leases;
  loadTemplates: LoadTemplates;
  /** Commits the records of lanes. Returns for each whether it was written: not when another replica has the lane. */
  recordAttempts(records: readonly AttemptRecord[]): Promise<boolean[]>;
}

export interface Dispatcher {
  /** Starts to send a platform's deliveries. Those of other platforms wait. */
  open(platform: Platform): Promise<void>;
  /** Runs these lanes now; without channels, all lanes with deliveries to send. */
  wake(channels?: Iterable<string>): void;
  /** Sends a channel's waiting edits now. */
  wakeEdits(channel: string): void;
  /**
   * Runs a transaction that may begin attempts of idle lanes, and hands them to their lanes, which post at once. One at a
   * time.
   */
  offerIdleLanes: Offers['during'];
  /** Starts nothing more and finishes the attempts in flight. */
  stop(): Promise<void>;
}

/** Milliseconds between two checks: for changes by other processes and idle lanes, and for lanes without a process. */
const intervals = { changes: 500, takeOver: 2000 };

/**
 * Milliseconds that an idle lane keeps its lease, and that a lane waits when it changes hands. After this, the previous
 * holder's requests no longer count for any platform's rate limit.
 */
const rest = 5000;

/** Milliseconds that attempts in flight get to end after a stop. The next start looks up the messages of the others. */
const grace = 5000;

/** Idle lanes are offered as all except these many at most. With more, the lanes are behind anyway. */
const mostExceptions = 500;

/** Lanes per read: the inputs of all their messages are in memory at once. */
const lanesAtOnce = 50;

interface Lane {
  loop: Loop;
  memory: LaneMemory;
  /** When it last started or became idle, milliseconds. */
  workedAt: number;
  idle: boolean;
}

/** Creates the dispatcher. It sends nothing until a platform is opened. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { database, leases, loadTemplates, log, backoff = defaultBackoff } = options;
  const { db } = database;
  const platforms = new Map<string, OpenPlatform>();
  const lanes = new Map<string, Lane>();
  let stopping = false;

  const recorder = createGroupCommit<AttemptRecord, boolean>(options.recordAttempts, isRowError);
  const readInputs = (deliveries: readonly Delivery[]) => readMessageInputs(db, loadTemplates, deliveries);
  const reader = createGroupCommit<string, LaneState | null>(
    channels => readLanes(db, channels, { readMessageInputs: readInputs, batchAfter: options.batchAfter }),
    () => false,
    lanesAtOnce,
  );
  const laneOptions: LaneOptions = {
    ...options,
    readLane: reader.submit,
    readMessageInputs: readInputs,
    handoffInputs: handoff => handoffInputs(db, handoff, loadTemplates),
    backoff,
    listBatchMembers: id => listBatchMembers(db, id),
    smallerBatches: new Map(),
    commit,
    stopping: () => stopping,
  };
  const edits = createEditLanes(platforms, { ...laneOptions, db, wakeLane });

  async function commit(record: AttemptRecord): Promise<boolean> {
    const isOurs = await recorder.submit(withoutMessage(record));
    if (isOurs) edits.recorded(record);
    return isOurs;
  }

  /** Rises when another process changes lanes or holds. */
  let revision = 0;
  const poll = setInterval(() => void checkForChanges().catch(() => {}), intervals.changes);
  const takeOver = setInterval(() => void takeOverDead().catch(() => {}), intervals.takeOver);

  async function checkForChanges(): Promise<void> {
    await releaseIdle();
    if (await hasChanged()) wakeAll();
  }

  /** Reads the platforms' holds on a change, before lanes are woken: none may send during a hold. */
  async function hasChanged(): Promise<boolean> {
    const current = await readRevision(db, 'lanes');
    if (current === revision) return false;
    for (const { platformHold } of platforms.values()) await platformHold.read();
    revision = current;
    return true;
  }

  /** Wakes lanes that no process works on: a replica died, or a lane changed hands while it was woken. */
  async function takeOverDead(): Promise<void> {
    const unattended = (await busyChannels(db)).filter(channel => lanes.get(channel)?.idle ?? true);
    for (const channel of await leases.free(unattended)) wakeLane(channel);
    await edits.takeOver();
  }

  async function releaseIdle(): Promise<void> {
    await offers.ended();
    await edits.releaseIdle(rest);
    const rested = [...lanes].filter(([, lane]) => lane.idle && Date.now() - lane.workedAt > rest);
    if (rested.length === 0) return;
    for (const [channel] of rested) lanes.delete(channel);
    await leases.release(rested.map(([name]) => ({ name, readyAt: 0 })));
  }

  function laneOf(channel: string, openPlatform: OpenPlatform): Lane {
    const known = lanes.get(channel);
    if (known) return known;
    const memory: LaneMemory = { unrecorded: null, handoff: null };
    const loop = createLoop(() => workLane(channel, openPlatform, memory, laneOptions), {
      idle() {
        lane.idle = true;
        lane.workedAt = Date.now();
      },
      error: error =>
        log.error({ op: 'lane.work', channel, err: error }, 'database not responding; retrying this channel shortly'),
    });
    const lane: Lane = { loop, memory, workedAt: Date.now(), idle: true };
    lanes.set(channel, lane);
    return lane;
  }

  function wakeLane(channel: string): void {
    const openPlatform = platforms.get(splitAddress(channel).platform);
    if (stopping || !openPlatform || openPlatform.platformHold.endsAt('post') === Number.POSITIVE_INFINITY) return;
    const isIdle = lanes.get(channel)?.idle ?? true;
    if (!isIdle || !offers.defer(channel)) run(laneOf(channel, openPlatform));
  }

  function run(lane: Lane): void {
    lane.idle = false;
    lane.workedAt = Date.now();
    lane.loop.wake();
  }

  function isReady(channel: string, { idle }: Lane): boolean {
    const { platform, place } = splitAddress(channel);
    return idle && platforms.get(platform)?.platform.isReady(place) === true;
  }

  function idleLanes(): IdleLanes {
    const now = Date.now();
    const sends = ([, { platformHold }]: [string, OpenPlatform]) => platformHold.endsAt('post') <= now;
    const exceptChannels = [...lanes].flatMap(([channel, lane]) => (isReady(channel, lane) ? [] : [channel]));
    if (stopping || exceptChannels.length > mostExceptions) return noIdleLanes;
    return { platforms: [...platforms].filter(sends).map(([name]) => name), exceptChannels };
  }

  function handOver(handoff: Handoff): void {
    const { channel } = handoff.delivery;
    const openPlatform = platforms.get(splitAddress(channel).platform);
    if (!openPlatform) return;
    const lane = laneOf(channel, openPlatform);
    // A busy lane may have read the delivery. It looks up whether it is posted.
    if (lane.idle) lane.memory.handoff = handoff;
    run(lane);
  }

  const offers = createOffers({ idleLanes, handOver, wake: wakeLane });

  function wakeAll(): void {
    busyChannels(db).then(
      busy => busy.forEach(wakeLane),
      error => log.error({ op: 'lanes.read', err: error }, 'could not read delivery queues; retrying shortly'),
    );
    edits.wakeAll().catch(() => {});
  }

  return {
    async open(platform) {
      const { probeEvery } = options;
      const platformHold = createPlatformHold(platform, { database, resumed: wakeAll, log, backoff, probeEvery });
      platforms.set(platform.name, { platform, platformHold });
      await platformHold.read().catch(error => {
        log.error(
          { op: 'holds.read', platform: platform.name, err: error },
          'could not read platform holds; retrying shortly',
        );
        // The next check reads it again.
        revision = -1;
      });
      wakeAll();
    },
    wake(channels) {
      if (channels) {
        for (const channel of channels) wakeLane(channel);
        edits.wakeWaiting(channels);
      } else void hasChanged().then(wakeAll, wakeAll);
    },
    wakeEdits: edits.wake,
    offerIdleLanes: offers.during,
    async stop() {
      stopping = true;
      clearInterval(poll);
      clearInterval(takeOver);
      for (const { platformHold } of platforms.values()) platformHold.stop();
      await within(grace, [edits.stop(), ...[...lanes.values()].map(({ loop }) => loop.stop())]);
      const held = [...lanes].map(([name, { idle, workedAt }]) => {
        return { name, readyAt: (idle ? workedAt : Date.now()) + rest };
      });
      await leases
        .release([...held, ...edits.leases(rest)])
        .catch(error =>
          log.warn({ op: 'leases.release', err: error }, 'could not release leases; they expire on their own'),
        );
    },
  };
}
