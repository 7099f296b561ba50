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
  const { leases, commit, stopping, db } = options;
  const lease = editLease(channel);
  const leaseReadyAt = await leases.claim(lease);
  if (leaseReadyAt === null) return null;
  const record = { channel: lease, end: null, start: null };
  for (;;) {
    if (memory.unrecorded) await commit({ ...record, end: memory.unrecorded });
    memory.unrecorded = null;
    if (stopping()) return null;
    const { settled, next, dueAt } = await planEdits(channel, options);
    if (settled.length > 0 && !(await commit({ ...record, settled }))) return null;
    if (!next) return Number.isFinite(dueAt) ? dueAt : null;
    const hold = await findHold(db, channel);
    const ready = Math.max(leaseReadyAt, hold?.held ? hold.nextAt : 0, readyAt(next, openPlatform));
    if (ready > Date.now()) return Number.isFinite(ready) ? Math.min(ready, dueAt) : null;
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
  /** The edit to send, without limits; null: none may be sent now. */
  next: OutgoingEdit | null;
  /** When an edit that has to wait may be sent, milliseconds; Infinity: none waits. */
  dueAt: number;
}

async function planEdits(channel: string, { db, readMessageInputs }: EditOptions): Promise<EditPlan> {
  const { newest, replaced } = await readEdits(db, channel);
  const plan: EditPlan = {
    settled: replaced.map(id => ({ id, state: 'superseded' })),
    next: null,
    dueAt: Number.POSITIVE_INFINITY,
  };
  // A card that is being posted shows the newest content, and the end of its post wakes this.
  const ready = newest.filter(({ card, isPosting }) => card.ref !== null || !isPosting);
  if (ready.length === 0) return plan;
  const inputs = await readMessageInputs(ready.map(({ edit }) => edit));
  const now = Date.now();
  for (const one of ready) {
    const decided = decide(one, inputs);
    if ('state' in decided) plan.settled.push(decided);
    else if (decided.edit.notBefore !== null && decided.edit.notBefore > now)
      plan.dueAt = Math.min(plan.dueAt, decided.edit.notBefore);
    else plan.next ??= decided;
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

/** When the limits allow the edit, milliseconds. Infinity while the platform is on hold: the end of that wakes this. */
function readyAt({ edit, card }: OutgoingEdit, { platform, platformHold }: OpenPlatform): number {
  const { place } = splitAddress(edit.channel);
  return Math.max(platformHold.endsAt('edit'), platform.readyAt(place, card.ref ?? undefined));
}
