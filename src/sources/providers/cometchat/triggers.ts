/** Every CometChat trigger and the event type it becomes, by the shape of its body. */
import type { Triggers } from '../../define-triggers.ts';

/** https://www.cometchat.com/docs/calls/webhooks-ringing */
export const ringing = {
  call_initiated: 'call.initiated',
  call_unanswered: 'call.missed',
  call_busy: 'call.missed',
  call_cancelled: 'call.missed',
  call_rejected: 'call.rejected',
} as const satisfies Triggers;

export const calls = {
  call_started: 'call.started',
  call_ended: 'call.ended',
} as const satisfies Triggers;

/** https://www.cometchat.com/docs/calls/webhooks-call-session */
export const meetings = {
  meeting_started: 'meeting.started',
  meeting_ended: 'meeting.ended',
} as const satisfies Triggers;

export const participants = {
  call_participant_joined: 'participant.joined',
  call_participant_left: 'participant.left',
  meeting_participant_joined: 'participant.joined',
  meeting_participant_left: 'participant.left',
} as const satisfies Triggers;

export const recordings = { recording_generated: 'recording.ready' } as const satisfies Triggers;
export const transcriptions = { transcription_generated: 'transcription.ready' } as const satisfies Triggers;

/** https://www.cometchat.com/docs/rest-api/management-apis/webhooks/overview, as are all below. */
export const messages = {
  message_sent: 'message.sent',
  message_edited: 'message.edited',
  message_deleted: 'message.deleted',
  message_pinned: 'message.pinned',
  message_unpinned: 'message.unpinned',
  user_mentioned: 'user.mentioned',
} as const satisfies Triggers;

export const moderation = {
  moderation_engine_approved: 'moderation.approved',
  moderation_engine_blocked: 'moderation.blocked',
  moderation_engine_failed: 'moderation.failed',
  moderation_manual_approved: 'moderation.approved',
} as const satisfies Triggers;

export const receipts = {
  message_delivery_receipt: 'message.delivered',
  message_read_receipt: 'message.read',
  message_delivered_to_all: 'message.delivered.all',
  message_read_by_all: 'message.read.all',
} as const satisfies Triggers;

export const reactions = {
  message_reaction_added: 'message.reaction.added',
  message_reaction_removed: 'message.reaction.removed',
} as const satisfies Triggers;

export const groups = {
  group_created: 'group.created',
  group_updated: 'group.updated',
  group_deleted: 'group.deleted',
  group_owner_transferred: 'group.owner.transferred',
  group_member_joined: 'group.member.joined',
  group_member_left: 'group.member.left',
  group_member_added: 'group.member.added',
  group_member_kicked: 'group.member.kicked',
  group_member_banned: 'group.member.banned',
  group_member_unbanned: 'group.member.unbanned',
  group_member_scope_changed: 'group.member.scope_changed',
} as const satisfies Triggers;

export const users = {
  user_blocked: 'user.blocked',
  user_unblocked: 'user.unblocked',
  user_connection_status_changed: 'user.connection_changed',
} as const satisfies Triggers;

export const campaigns = {
  after_campaign_completed: 'campaign.activity',
  after_campaign_failed: 'campaign.activity',
  after_notification_created: 'campaign.activity',
  after_feed_item_sent: 'campaign.activity',
  after_feed_item_delivered: 'campaign.activity',
  after_feed_item_read: 'campaign.activity',
  after_feed_item_interacted: 'campaign.activity',
  after_push_notification_sent: 'campaign.activity',
  after_push_notification_delivered: 'campaign.activity',
  after_push_notification_clicked: 'campaign.activity',
} as const satisfies Triggers;

export const triggers = {
  ...ringing,
  ...calls,
  ...meetings,
  ...participants,
  ...recordings,
  ...transcriptions,
  ...messages,
  ...moderation,
  ...receipts,
  ...reactions,
  ...groups,
  ...users,
  ...campaigns,
} as const satisfies Triggers;

/** The meanings of triggers that share an event type, for people who choose a trigger. */
export const meanings = {
  call_unanswered: 'Missed call, no answer',
  call_busy: 'Missed call, busy',
  call_cancelled: 'Missed call, canceled',
  call_participant_joined: 'Participant joined a call',
  call_participant_left: 'Participant left a call',
  meeting_participant_joined: 'Participant joined a meeting',
  meeting_participant_left: 'Participant left a meeting',
  moderation_engine_approved: 'Message approved automatically',
  moderation_manual_approved: 'Message approved by a moderator',
  after_campaign_completed: 'Campaign completed',
  after_campaign_failed: 'Campaign failed',
  after_notification_created: 'Campaign notification created',
  after_feed_item_sent: 'Feed item sent',
  after_feed_item_delivered: 'Feed item delivered',
  after_feed_item_read: 'Feed item read',
  after_feed_item_interacted: 'Feed item opened or tapped',
  after_push_notification_sent: 'Push notification sent',
  after_push_notification_delivered: 'Push notification delivered',
  after_push_notification_clicked: 'Push notification opened',
} as const satisfies Partial<Record<keyof typeof triggers, string>>;
