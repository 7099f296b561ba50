/** Reads a telephone call's outcome from `webhookType` and `status`. */
import type { Part } from '../../../events/event.ts';
import type { EventTypeName } from '../../../events/types.ts';

type CallOutcome = NonNullable<Part<'call'>['outcome']>;

/** Known values of `status`, which vary in case and separators. */
const outcomes: Record<string, CallOutcome> = {
  answered: 'answered',
  missed: 'unanswered',
  unanswered: 'unanswered',
  'not-answered': 'unanswered',
  'no-answer': 'unanswered',
  noanswer: 'unanswered',
  abandoned: 'cancelled',
  cancelled: 'cancelled',
  canceled: 'cancelled',
  busy: 'busy',
  'user-busy': 'busy',
  rejected: 'rejected',
  declined: 'rejected',
  failed: 'failed',
};

/** The event types of these triggers if the status reports an unanswered call. */
const types: Record<Exclude<CallOutcome, 'answered'>, EventTypeName> = {
  unanswered: 'call.missed',
  cancelled: 'call.missed',
  busy: 'call.missed',
  rejected: 'call.rejected',
  failed: 'call.failed',
};

/** The outcome, and the event type if the status decides it. `status` is in lower case. */
export function judge(trigger: string, status: string | null): { outcome: CallOutcome | null; type?: EventTypeName } {
  if (trigger === 'call-answered') return { outcome: 'answered' };
  if (!['call-hangup', 'call-update', 'call-missed'].includes(trigger)) return { outcome: null };
  const word = status?.replaceAll(/[\s_]+/g, '-') ?? '';
  const outcome = Object.hasOwn(outcomes, word) ? (outcomes[word] ?? null) : null;
  if (trigger === 'call-missed' && (outcome === null || outcome === 'answered')) return { outcome: 'unanswered' };
  return outcome === null || outcome === 'answered' ? { outcome } : { outcome, type: types[outcome] };
}
