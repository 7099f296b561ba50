/** Ringing calls: caller, callee and outcome. */
import { fillPart, type Person } from '../../../events/event.ts';
import { defineTriggers } from '../../define-triggers.ts';
import { type RingingCall, ringingBody } from './schema.ts';
import { ringing as triggers } from './triggers.ts';

const outcomes: Record<string, 'unanswered' | 'busy' | 'cancelled' | 'rejected'> = {
  call_unanswered: 'unanswered',
  call_busy: 'busy',
  call_cancelled: 'cancelled',
  call_rejected: 'rejected',
};

/** Triggers whose `call.sender` is the callee, who declined or was busy: the sender is the actor, not the caller. */
const sentByCallee = new Set(['call_busy', 'call_rejected']);

/** Outcomes that end a group call. After a busy or declining member, another one can still pick up. */
const endsGroupCall = new Set(['call_unanswered', 'call_cancelled']);

/** Key: https://www.cometchat.com/docs/calls/webhooks-ringing */
export const ringing = defineTriggers(triggers, ringingBody, ({ data: { call } }, trigger) => {
  const on = call.data?.entities?.on?.entity;
  const { from, to } = findSides(call, trigger);
  const isGroup = (on?.receiverType ?? call.receiverType) === 'group';
  const subject = on?.sessionid ?? call.id;
  const outcome = outcomes[trigger] ?? null;
  // A caller hangs up on a busy line, too: both webhooks report one unanswered call. Without a session its id
  // isn't known, since each webhook has a `call.id` of its own.
  const failed = outcome !== null && (!isGroup || endsGroupCall.has(trigger)) && on?.sessionid;
  return {
    ...(failed && { identity: ['call', failed, 'not connected'] }),
    subject,
    time: call.sentAt,
    key: ['webhook', 'trigger', 'data.call.id', 'data.call.sentAt'],
    call: fillPart('call', {
      id: subject,
      kind: on?.type ?? call.type,
      outcome,
      caller: named(from, call),
      callee: isGroup ? {} : named(to, call),
      group: isGroup ? named(to, call) : {},
      actor: named(call.data?.entities?.by ?? call.sender, call),
      status: on?.status ?? call.data?.action ?? null,
    }),
  };
});

/** Caller and callee. The call's own entity has both; otherwise they follow from the actor. */
function findSides(call: RingingCall, trigger: string): { from: Person | null; to: Person | null } {
  const on = call.data?.entities?.on?.entity;
  if (on?.sender || on?.receiver) return { from: on.sender, to: on.receiver };
  if (!sentByCallee.has(trigger)) return { from: call.sender, to: call.receiver };
  // A group member who declines acts on the group, so the body doesn't name the caller.
  if (call.receiverType === 'group') return { from: null, to: call.receiver };
  return { from: call.receiver, to: call.sender };
}

/** Adds the name of this id from any of the entities. */
function named(person: Person | null, call: RingingCall): Partial<Person> {
  const entities = call.data?.entities;
  const inner = entities?.on?.entity?.data?.entities;
  const known = [entities, inner].flatMap(at => [at?.by, at?.for, at?.sender, at?.receiver]);
  if (!person) return {};
  return {
    ...person,
    name: person.name ?? known.find(one => one?.id === person.id && one.name !== null)?.name ?? null,
  };
}
