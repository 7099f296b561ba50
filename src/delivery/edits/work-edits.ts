/** The edits of a channel's cards: each card's newest one, when the limits of edits allow it. They wait for no post. */
import { PlatformError, splitAddress } from '../../platforms/platform.ts';
import { readEdits, type SettledEdit, type WaitingEdit } from '../../store/deliveries/edits.ts';
import { findHold } from '../../store/deliveries/holds.ts';
import type { AttemptEnd } from '../../store/deliveries/outbox.ts';
import { compose, type MessageInputs } from '../compose.ts';
import type { OpenPlatform } from '../lane.ts';
import { attemptEdit } from './attempt-edit.ts';
import type { EditOptions, OutgoingEdit } from './edit-context.ts';
import { fingerprint } from './fingerprint.ts';

/** The end of the last attempt, until it is recorded. */
export interface EditMemory {
  unrecorded: AttemptEnd | null;
}

/** The lease under which one process sends a channel's edits. */
export const editLease = (channel: string): string => prefix + channel;
/** The channel of such a lease. */
export const channelOfEdits = (lease: string): string => lease.slice(prefix.length);
const prefix = 'edits ';

/**
 * Sends a channel's edits, one at a time, until none waits or all have to wait. Returns when to look again (milliseconds),
 * or null. Content is rendered when it is sent. An edit may be sent twice, so after a crash it is just sent again.
 */
export async function workEdits(
  channel: string,
  openPlatform: OpenPlatform,
  memory: EditMemory,
  options: EditOptions,
): Promise<number | null> {
  const { leases, commit, stopping } = options;
  const lease = editLease(channel);
  const leaseReadyAt = await leases.claim(lease);
  if (leaseReadyAt === null) return null;
  const record = { channel: lease, end: null, start: null };
  for (;;) {
    if (memory.unrecorded) await commit({ ...record, end: memory.unrecorded });
    memory.unrecorded = null;
    if (stopping()) return null;
    const { settled, next, dueAt } = await planEdits(channel, openPlatform, leaseReadyAt, options);
    if (settled.length > 0 && !(await commit({ ...record, settled }))) return null;
    if (!next) return Number.isFinite(dueAt) ? dueAt : null;
    const { edit, card } = next;
    const start = { head: edit.id, batched: [], at: Date.now(), card: card.id };
    if (!(await commit({ ...record, start }))) return null;
    if (!leases.alive) return Date.now() + 1000;
    memory.unrecorded = await attemptEdit(next, openPlatform, options);
  }
}

interface EditPlan {
  /** Edits that need no request. */
  settled: SettledEdit[];
  /** The first edit that may be sent now; null: none may. */
  next: OutgoingEdit | null;
  /** When the first edit that has to wait may be sent, milliseconds; Infinity: none waits, or the platform is on hold. */
  dueAt: number;
}

/** Plans up to the first edit that may be sent. No edit may be sent before `earliest`, milliseconds. */
async function planEdits(
  channel: string,
  openPlatform: OpenPlatform,
  earliest: number,
  { db, readMessageInputs }: EditOptions,
): Promise<EditPlan> {
  const plan: EditPlan = { settled: [], next: null, dueAt: Number.POSITIVE_INFINITY };
  for await (const { newest, replaced } of readEdits(db, channel)) {
    plan.settled.push(...replaced.map(id => ({ id, state: 'superseded' }) as const));
    // A card that is being posted shows the newest content, and the end of its post wakes this.
    const ready = newest.filter(({ card, isPosting }) => card.ref !== null || !isPosting);
    if (ready.length === 0) continue;
    const hold = await findHold(db, channel);
    const channelReadyAt = Math.max(earliest, hold?.held ? hold.nextAt : 0);
    const inputs = await readMessageInputs(ready.map(({ edit }) => edit));
    for (const one of ready) {
      const decided = decide(one, inputs);
      if ('state' in decided) plan.settled.push(decided);
      else if (plan.next === null) {
        const dueAt = Math.max(channelReadyAt, readyAt(decided, openPlatform));
        if (dueAt > Date.now()) plan.dueAt = Math.min(plan.dueAt, dueAt);
        else plan.next = decided;
      }
    }
    if (plan.next) break;
  }
  return plan;
}

/** Renders an edit, and decides whether it needs a request. */
function decide({ edit, card }: WaitingEdit, inputs: MessageInputs): SettledEdit | OutgoingEdit {
  const { id } = edit;
  if (card.isFrozen) return { id, state: 'queued', kind: 'reply' };
  if (card.ref === null) return card.isOpen ? { id, state: 'queued', kind: 'post' } : { id, state: 'superseded' };
  try {
    const { message } = compose(inputs, edit);
    const dropped = new Set(edit.droppedMentions);
    const shown = { ...message, mentions: message.mentions.filter(mention => !dropped.has(mention)) };
    return fingerprint(shown) === card.shown ? { id, state: 'superseded' } : { edit, card, message: shown };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return { id, state: 'failed', error: error.message };
  }
}

/** When the edit may be sent, milliseconds. Infinity while the platform is on hold: the end of that wakes this. */
function readyAt({ edit, card }: OutgoingEdit, { platform, platformHold }: OpenPlatform): number {
  const waitsUntil = Math.max(edit.notBefore ?? 0, platformHold.endsAt('edit'));
  // The limits reserve a slot, which an edit that waits for something else would waste.
  if (waitsUntil > Date.now()) return waitsUntil;
  return platform.readyAt(splitAddress(edit.channel).place, card.ref ?? undefined);
}
