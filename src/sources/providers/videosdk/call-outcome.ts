/** What a telephone call's `webhookType` and `status` say together. */
import type { Part } from '../../../events/event.ts';
import type { EventTypeName } from '../../../events/types.ts';

type Outcome = NonNullable<Part<'call'>['outcome']>;

/** The words seen in `status`, which vary in case, and in what stands between them. */
const outcomes: Record<string, Outcome> = {
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

/** What these triggers become when the status tells of a call that did not come about. */
const types: Record<Exclude<Outcome, 'answered'>, EventTypeName> = {
  unanswered: 'call.missed',
  cancelled: 'call.missed',
  busy: 'call.missed',
  rejected: 'call.rejected',
  failed: 'call.failed',
};

/** The outcome, and the event type where the status decides it; `status` in lower case. */
export function judge(trigger: string, status: string | null): { outcome: Outcome | null; type?: EventTypeName } {
  if (trigger === 'call-answered') return { outcome: 'answered' };
  if (!['call-hangup', 'call-update', 'call-missed'].includes(trigger)) return { outcome: null };
  const word = status?.replaceAll(/[\s_]+/g, '-') ?? '';
  const outcome = Object.hasOwn(outcomes, word) ? (outcomes[word] ?? null) : null;
  if (trigger === 'call-missed' && (outcome === null || outcome === 'answered')) return { outcome: 'unanswered' };
  return outcome === null || outcome === 'answered' ? { outcome } : { outcome, type: types[outcome] };
}
