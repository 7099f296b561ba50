/** Groups, users and campaigns. Their bodies have no reliable time or id, so the whole body is the key. */
import { fillPart } from '../../../events/event.ts';
import { defineTriggers } from '../../define-triggers.ts';
import { blockBody, campaignBody, connectionBody, groupBody } from './schema.ts';
import * as triggers from './triggers.ts';

/** Triggers that don't update the group's `updatedAt`, or may not: their bodies have no time. */
const untouched = new Set(['group_deleted', 'group_member_unbanned', 'group_member_scope_changed']);
/** Triggers whose `updatedBy` is the actor. For the others it is the person who last changed the group. */
const updates = new Set(['group_updated', 'group_owner_transferred']);

export const groups = defineTriggers(triggers.groups, groupBody, ({ data: { group, members, by } }, trigger) => ({
  subject: null,
  time: trigger === 'group_created' ? group.createdAt : untouched.has(trigger) ? null : group.updatedAt,
  group: fillPart('group', {
    id: group.guid,
    name: group.name,
    kind: group.type,
    owner: group.owner,
    oldOwner: group.oldOwner,
    memberCount: group.membersCount,
    members: members?.map(({ uid, name, scope, oldScope }) => ({ id: uid, name, scope, oldScope })) ?? null,
    actor: by ?? (updates.has(trigger) ? group.updatedBy : null) ?? {},
  }),
}));

const { user_connection_status_changed, ...blocking } = triggers.users;

/** The body has no time either: blocking a user again sends an identical body, so repeats are counted. */
export const blocks = defineTriggers(blocking, blockBody, ({ data }, trigger) => {
  const users = data.users?.filter(user => user !== null) ?? null;
  const [only, another] = users ?? [];
  return {
    subject: null,
    time: null,
    // Sorted, because a map has no order.
    repeat: { pair: ['block', data.by?.id ?? '', ...(users ?? []).map(user => user.id ?? '').sort()], side: trigger },
    user: fillPart('user', { ...(another ? {} : only), actor: data.by ?? {}, users }),
  };
});

export const connections = defineTriggers({ user_connection_status_changed }, connectionBody, ({ data }) => ({
  subject: null,
  time: data.timestamp,
  user: fillPart('user', { ...data.user, status: data.status, platform: data.currentConnection?.platform }),
}));

/** https://www.cometchat.com/docs/campaigns/webhooks */
export const campaigns = defineTriggers(triggers.campaigns, campaignBody, ({ data }, trigger) => {
  const action = trigger.replace('after_', '');
  const moments: Record<string, string | null> = {
    created: data.createdAt,
    sent: data.sentAt,
    delivered: data.deliveredAt,
    read: data.readAt,
    interacted: data.engagedAt,
    clicked: data.clickedAt,
    completed: data.completedAt,
    failed: data.failedAt,
  };
  return {
    subject: null,
    time: moments[action.slice(action.lastIndexOf('_') + 1)] ?? null,
    campaign: fillPart('campaign', {
      id: data.campaignId ?? data.notificationId ?? data.pushNotificationId ?? data.id,
      name: data.name,
      action,
    }),
  };
});
