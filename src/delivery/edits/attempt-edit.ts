/** One attempt to edit a card's message, and its record. */
import { splitAddress } from '../../platforms/platform.ts';
import { transientSince } from '../../store/deliveries/attempts.ts';
import type { AttemptEnd } from '../../store/deliveries/outbox.ts';
import { asPlatformError } from '../attempt.ts';
import { holdPlatform } from '../attempt-end.ts';
import { edit as editKind } from '../kinds/edit-kind.ts';
import type { OpenPlatform } from '../lane.ts';
import { decideRetry, type RetryDecision } from '../retry-policy.ts';
import type { EditOptions, OutgoingEdit } from './edit-context.ts';
import { fingerprint } from './fingerprint.ts';

/** Edits the message, and returns how that ended. Its attempt has begun in the store. */
export async function attemptEdit(
  outgoing: OutgoingEdit,
  { platform, platformHold }: OpenPlatform,
  options: EditOptions,
): Promise<AttemptEnd> {
  const { edit, card, message } = outgoing;
  const started = performance.now();
  const { place: channel } = splitAddress(edit.channel);
  const failure = await editKind.send(platform, { channel, message, events: [], nonce: edit.nonce, card }).then(
    () => null,
    (error: unknown) => asPlatformError(error),
  );
  const took = performance.now() - started;
  options.attempted(platform.name, failure?.kind ?? 'posted', took);
  const fields = { op: 'delivery.edit', delivery: edit.id, event: edit.eventId, channel: edit.channel, took };
  const end = { delivery: { ...edit, attempts: edit.attempts + 1 }, at: Date.now(), took, ref: card.ref };
  if (failure === null) {
    platformHold.accepted('edit');
    options.log.info({ ...fields, ref: card.ref }, 'message edited');
    return {
      ...end,
      state: 'posted',
      outcome: 'posted',
      error: null,
      card: { id: card.id, shown: fingerprint(message) },
    };
  }
  const { kind, message: reason } = failure;
  const failed = { ...end, ref: null, outcome: kind, error: reason };
  const rejected = failure.mentions.filter(mention => message.mentions.includes(mention));
  if (rejected.length > 0)
    return { ...failed, state: 'queued', droppedMentions: [...edit.droppedMentions, ...rejected] };
  const retryAfter = failure.retryAfter ?? (failure.scope === 'method' ? platformHold.waitAfterLimit('edit') : null);
  // An edit may have waited for days, for example while its channel was archived. That is no reason to give up.
  const since = (kind === 'transient' ? await transientSince(options.db, edit.id) : null) ?? end.at;
  const decision = decideRetry(
    { consequence: editKind.errors[kind], retryAfter },
    { since, failures: edit.attempts + 1 },
    { now: end.at, random: Math.random(), backoff: options.backoff, giveUpAfter: options.giveUpAfter },
  );
  await holdPlatform(platformHold, failure, decision, 'edit');
  options.log.warn({ ...fields, kind, reason }, failureTexts[decision.next]);
  return { ...failed, ...afterFailure(outgoing, decision) };
}

/** The log's text for a failed attempt: what happens next. */
const failureTexts: Record<RetryDecision['next'], string> = {
  retry: 'message not edited; the newest edit is retried',
  hold: 'message not edited; the newest edit is retried',
  fail: 'message not edited; the edit failed and is not retried',
  post: 'message not edited because it is gone; an open card is posted again',
  reply: 'message can no longer be edited; its changes are posted as replies',
};

function afterFailure(
  { card }: OutgoingEdit,
  decision: RetryDecision,
): Pick<AttemptEnd, 'state'> & Partial<Pick<AttemptEnd, 'kind' | 'notBefore' | 'card'>> {
  switch (decision.next) {
    case 'fail':
      return { state: 'failed' };
    case 'post': {
      const change = { id: card.id, ref: null };
      return card.isOpen ? { state: 'queued', kind: 'post', card: change } : { state: 'superseded', card: change };
    }
    case 'reply':
      return { state: 'queued', kind: 'reply', card: { id: card.id, isFrozen: true } };
    default:
      return { state: 'queued', notBefore: decision.nextAt };
  }
}
