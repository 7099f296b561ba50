/**
 * Every event type there is: what it means and which parts it carries. This table is the documentation, the
 * autocompletion and the check on a rule's `on`. Which triggers become a type is each provider's own table
 * (sources/<provider>/triggers.ts), so that a new provider does not touch this file.
 */
import type { PartName } from './event.ts';

export interface EventType {
  /** One plain sentence without a full stop, for people who choose what to be told of. */
  meaning: string;
  /** The parts that such an event has, the most telling first. */
  parts: readonly PartName[];
}

const type = (meaning: string, ...parts: PartName[]): EventType => ({ meaning, parts });

export const eventTypes = {
  'call.initiated': type('Somebody starts a call', 'call'),
  'call.ringing': type('The other side is ringing', 'call'),
  'call.answered': type('The call was picked up', 'call'),
  'call.started': type('People are connected and the call begins', 'call'),
  'call.ended': type('The call is over', 'call'),
  'call.missed': type('Nobody took the call: unanswered, busy or cancelled', 'call'),
  'call.rejected': type('The call was declined', 'call'),
  'call.failed': type('The call could not be put through', 'call'),
  'call.updated': type('The state of a call changed', 'call'),
  'call.transfer.initiated': type('A call transfer was asked for', 'call'),
  'call.transfer.accepted': type('The target accepted the call transfer', 'call'),
  'call.transfer.started': type('The call is being transferred', 'call'),
  'call.transfer.ringing': type('The transfer target is ringing', 'call'),
  'call.transfer.completed': type('The call was transferred', 'call'),
  'call.transfer.failed': type('The call transfer failed', 'call'),
  'call.switch.initiated': type('A call is about to move to another room', 'call'),
  'call.switch.completed': type('A call moved to another room', 'call'),
  'call.switch.failed': type('A call could not move to another room', 'call'),

  'meeting.started': type('A meeting begins', 'meeting'),
  'meeting.ended': type('A meeting is over', 'meeting'),
  'participant.joined': type('Somebody joined a call or meeting', 'participant', 'meeting', 'call'),
  'participant.left': type('Somebody left a call or meeting', 'participant', 'meeting', 'call'),

  'recording.starting': type('A recording is about to start', 'recording', 'meeting'),
  'recording.started': type('A recording started', 'recording', 'meeting'),
  'recording.stopping': type('A recording is about to stop', 'recording', 'meeting'),
  'recording.processing': type('Recorded files are being put together', 'recording', 'meeting'),
  'recording.ready': type('A recording can be watched', 'recording', 'meeting'),
  'recording.failed': type('A recording failed', 'recording', 'meeting'),
  'recording.cancelled': type('Putting recorded files together was cancelled', 'recording', 'meeting'),

  'transcription.started': type('A transcription started', 'transcription', 'meeting'),
  'transcription.stopped': type('A transcription stopped', 'transcription', 'meeting'),
  'transcription.ready': type('A transcript can be read', 'transcription', 'meeting'),
  'transcription.failed': type('A transcription failed', 'transcription', 'meeting'),
  'translation.started': type('A live translation started', 'translation', 'meeting'),
  'translation.stopped': type('A live translation stopped', 'translation', 'meeting'),
  'translation.failed': type('A live translation failed', 'translation', 'meeting'),

  'livestream.starting': type('A livestream is about to start', 'stream', 'meeting'),
  'livestream.started': type('A livestream is on air', 'stream', 'meeting'),
  'livestream.stopping': type('A livestream is about to stop', 'stream', 'meeting'),
  'livestream.stopped': type('A livestream is over', 'stream', 'meeting'),
  'livestream.failed': type('A livestream failed', 'stream', 'meeting'),
  'hls.starting': type('An HLS broadcast is about to start', 'stream', 'meeting'),
  'hls.started': type('An HLS broadcast started encoding', 'stream', 'meeting'),
  'hls.playable': type('An HLS broadcast can be watched', 'stream', 'meeting'),
  'hls.stopping': type('An HLS broadcast is about to stop', 'stream', 'meeting'),
  'hls.stopped': type('An HLS broadcast is over', 'stream', 'meeting'),
  'hls.failed': type('An HLS broadcast failed', 'stream', 'meeting'),

  'agent.starting': type('An AI agent session is about to start', 'agent', 'meeting'),
  'agent.started': type('An AI agent session is running', 'agent', 'meeting'),
  'agent.stopping': type('An AI agent session is about to stop', 'agent', 'meeting'),
  'agent.stopped': type('An AI agent session is over', 'agent', 'meeting'),
  'agent.failed': type('An AI agent session failed', 'agent', 'meeting'),
  'batchcall.started': type('A batch of calls started', 'batch'),
  'batchcall.completed': type('A batch of calls is done', 'batch'),
  'knowledge.processing': type('A knowledge base record is being read in', 'knowledge'),
  'knowledge.activated': type('A knowledge base record is ready', 'knowledge'),
  'knowledge.failed': type('A knowledge base record could not be read in', 'knowledge'),
  'resource.acquired': type('A composer for recording or streaming was acquired', 'resource'),
  'resource.released': type('A composer for recording or streaming was released', 'resource'),

  'message.sent': type('A chat message was sent', 'message'),
  'message.edited': type('A chat message was edited', 'message'),
  'message.deleted': type('A chat message was deleted', 'message'),
  'message.delivered': type('A chat message reached its receiver', 'message'),
  'message.read': type('A chat message was read', 'message'),
  'message.delivered.all': type('A chat message reached everybody in a group', 'message'),
  'message.read.all': type('A chat message was read by everybody in a group', 'message'),
  'message.pinned': type('A chat message was pinned', 'message'),
  'message.unpinned': type('A chat message was unpinned', 'message'),
  'message.reaction.added': type('Somebody reacted to a chat message', 'message'),
  'message.reaction.removed': type('Somebody took a reaction back', 'message'),
  'user.mentioned': type('Somebody was mentioned in a chat message', 'message'),

  'moderation.approved': type('Moderation let a chat message through', 'moderation', 'message'),
  'moderation.blocked': type('Moderation blocked a chat message', 'moderation', 'message'),
  'moderation.failed': type('Moderation could not judge a chat message', 'moderation', 'message'),

  'group.created': type('A group was created', 'group'),
  'group.updated': type('A group was changed', 'group'),
  'group.deleted': type('A group was deleted', 'group'),
  'group.owner.transferred': type('A group has a new owner', 'group'),
  'group.member.joined': type('Somebody joined a group', 'group'),
  'group.member.left': type('Somebody left a group', 'group'),
  'group.member.added': type('Somebody was added to a group', 'group'),
  'group.member.kicked': type('Somebody was removed from a group', 'group'),
  'group.member.banned': type('Somebody was banned from a group', 'group'),
  'group.member.unbanned': type('Somebody may come back to a group', 'group'),
  'group.member.scope_changed': type("A group member's role changed", 'group'),

  'user.blocked': type('Somebody blocked another user', 'user'),
  'user.unblocked': type('Somebody unblocked another user', 'user'),
  'user.connection_changed': type('Somebody went online or offline', 'user'),
  'campaign.activity': type('A campaign did something', 'campaign'),
} as const satisfies Record<string, EventType>;

/** A type of the table above; unknown triggers become `other.<trigger>`. */
export type EventTypeName = keyof typeof eventTypes | `other.${string}`;

export const eventTypeNames = Object.keys(eventTypes) as (keyof typeof eventTypes)[];

/** The table's row, or null for `other.<trigger>`. */
export function findEventType(name: string): EventType | null {
  return Object.hasOwn(eventTypes, name) ? eventTypes[name as keyof typeof eventTypes] : null;
}
