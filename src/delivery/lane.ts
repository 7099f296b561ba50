/** A lane: a channel's deliveries in order, one in flight at a time. Only lanes retry. */
import type { Platform } from '../platforms/platform.ts';
import { PlatformError, splitAddress } from '../platforms/platform.ts';
import type { AttemptEnd, AttemptRecord } from '../store/deliveries/outbox.ts';
import type { Leases } from '../store/replicas/leases.ts';
import { type AttemptContext, type AttemptOptions, deliver, fail, type OutgoingMessage, prepare } from './attempt.ts';
import { createLaneCache } from './lane-cache.ts';
import type { LaneState } from './load-lanes.ts';
import type { PlatformHold } from './platform-hold.ts';

export interface LaneOptions extends AttemptOptions {
  leases: Leases;
  /** How the lane stands in the store; null: nothing waits. */
  readLane(channel: string): Promise<LaneState | null>;
  /** Commits what a lane writes down; false: another replica has taken the lane over. */
  commit(step: AttemptRecord): Promise<boolean>;
  /** Whether nothing more is to be started. */
  stopping(): boolean;
}

/** The platform that a lane sends to. */
export interface OpenPlatform {
  platform: Platform;
  gate: PlatformHold;
}

/** What of a lane is not written down yet, kept while the store does not answer. */
export interface UnrecordedEnd {
  end: AttemptEnd | null;
}

/**
 * Sends until the lane is empty or has to wait; gives when to look again (milliseconds), or null. How an attempt ended
 * is written down together with the start of the next: one commit a message, which many lanes share.
 */
export async function workLane(
  channel: string,
  opened: OpenPlatform,
  unwritten: UnrecordedEnd,
  options: LaneOptions,
): Promise<number | null> {
  const { leases, stopping, commit } = options;
  const restsUntil = await leases.claim(channel);
  if (restsUntil === null) return null;
  const view = createLaneCache(channel, options.readLane);

  async function writeEnd(): Promise<void> {
    if (unwritten.end) await commit({ channel, end: unwritten.end, start: null });
    unwritten.end = null;
  }

  async function look(): Promise<AttemptContext | null> {
    let seen = view.next;
    if (!seen) await writeEnd();
    if (stopping()) return null;
    seen ??= await view.read();
    return seen && { ...opened, ...seen };
  }

  for (;;) {
    const turn = await look();
    const ready = turn ? Math.max(restsUntil, readyAt(turn)) : Number.POSITIVE_INFINITY;
    if (!turn || ready > Date.now()) {
      await writeEnd();
      return orNever(ready);
    }
    const prepared = await prepareOrFail(turn, options);
    if ('outcome' in prepared) {
      await writeEnd();
      unwritten.end = prepared;
      view.ended(prepared, []);
      continue;
    }
    const folded = prepared.folded.map(({ id }) => id);
    const start = { head: turn.head.id, folded, at: Date.now() };
    const taken = await commit({ channel, end: unwritten.end, start });
    unwritten.end = null;
    if (!taken) return null;
    // Others may have taken the lane over by now: they look up first what was just marked in flight.
    if (!leases.alive) return Date.now() + 1000;
    const started = { ...turn, head: { ...turn.head, attempts: turn.head.attempts + 1 } };
    const end = turn.gate.opensAt('post') > Date.now() ? putOff(started) : await deliver(started, prepared, options);
    unwritten.end = end;
    view.ended(end, folded);
  }
}

/** From when on the head may be sent, milliseconds. */
function readyAt({ platform, gate, head, trouble }: AttemptContext): number {
  const limits = head.state === 'sending' ? [gate.opensAt('find'), gate.opensAt('post')] : [gate.opensAt('post')];
  return Math.max(trouble?.nextAt ?? 0, platform.readyAt(splitAddress(head.channel).place), ...limits);
}

/** Who opens a broken token's gate wakes its lanes. */
function orNever(moment: number): number | null {
  return Number.isFinite(moment) ? moment : null;
}

/** The gate was shut while the start was written down: as if it had not been begun, since nothing was posted. */
function putOff({ head }: AttemptContext): AttemptEnd {
  const { state, error } = head;
  const before = state === 'sending' ? 'sending' : 'pending';
  // What an earlier attempt may have told of stays bound to it.
  const apart = before === 'pending';
  return { delivery: head, at: Date.now(), state: before, apart, outcome: null, ref: null, error, took: 0 };
}

async function prepareOrFail(turn: AttemptContext, options: LaneOptions): Promise<OutgoingMessage | AttemptEnd> {
  try {
    return await prepare(turn, options);
  } catch (failure) {
    // What the store throws goes on.
    if (!(failure instanceof PlatformError)) throw failure;
    return fail(turn, options, { failure, asked: 'post', took: 0 });
  }
}
