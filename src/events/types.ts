/**
 * Every event type with its meaning and parts. Documentation, completion and the check of a rule's `on` come from this
 * table. Each provider maps its triggers to types in its own table (sources/providers/<provider>/triggers.ts).
 */
import type { PartName } from './event.ts';

export interface EventType {
  /** A short meaning in sentence case without a full stop, for people who choose events. */
  meaning: string;
  /** The parts of such an event, the most informative first. */
  parts: readonly PartName[];
}

const type = (meaning: string, ...parts: PartName[]): EventType => ({ meaning, parts });

export const eventTypes = {
  'call.initiated': type('Call placed', 'call'),
  'call.ringing': type('Call is ringing', 'call'),
  'call.answered': type('Call answered', 'call'),
  'call.started': type('Call connected', 'call'),
  'call.ended': type('Call ended', 'call'),
  'call.missed': type('Missed call (unanswered, busy or canceled)', 'call'),
  'call.rejected': type('Call declined', 'call'),
  'call.failed': type('Call failed', 'call'),
  'call.updated': type('Call status changed', 'call'),
  'call.transfer.initiated': type('Call transfer requested', 'call'),
  'call.transfer.accepted': type('Call transfer accepted', 'call'),
  'call.transfer.started': type('Call transfer started', 'call'),
  'call.transfer.ringing': type('Call transfer ringing', 'call'),
  'call.transfer.completed': type('Call transfer completed', 'call'),
  'call.transfer.failed': type('Call transfer failed', 'call'),
  'call.switch.initiated': type('Call is moving to another room', 'call'),
  'call.switch.completed': type('Call moved to another room', 'call'),
  'call.switch.failed': type("Call couldn't move to another room", 'call'),

  'meeting.started': type('Meeting started', 'meeting'),
  'meeting.ended': type('Meeting ended', 'meeting'),
  'participant.joined': type('Participant joined', 'participant', 'meeting', 'call'),
  'participant.left': type('Participant left', 'participant', 'meeting', 'call'),

  'recording.starting': type('Recording is starting', 'recording', 'meeting'),
  'recording.started': type('Recording started', 'recording', 'meeting'),
  'recording.stopping': type('Recording is stopping', 'recording', 'meeting'),
  'recording.processing': type('Recording is being processed', 'recording', 'meeting'),
  'recording.ready': type('Recording ready', 'recording', 'meeting'),
  'recording.failed': type('Recording failed', 'recording', 'meeting'),
  'recording.cancelled': type('Recording merge canceled', 'recording', 'meeting'),

  'transcription.started': type('Transcription started', 'transcription', 'meeting'),
  'transcription.stopped': type('Transcription stopped', 'transcription', 'meeting'),
  'transcription.ready': type('Transcript ready', 'transcription', 'meeting'),
  'transcription.failed': type('Transcription failed', 'transcription', 'meeting'),
  'translation.started': type('Live translation started', 'translation', 'meeting'),
  'translation.stopped': type('Live translation stopped', 'translation', 'meeting'),
  'translation.failed': type('Live translation failed', 'translation', 'meeting'),

  'livestream.starting': type('Livestream is starting', 'stream', 'meeting'),
  'livestream.started': type('Livestream is live', 'stream', 'meeting'),
  'livestream.stopping': type('Livestream is stopping', 'stream', 'meeting'),
  'livestream.stopped': type('Livestream ended', 'stream', 'meeting'),
  'livestream.failed': type('Livestream failed', 'stream', 'meeting'),
  'hls.starting': type('HLS stream is starting', 'stream', 'meeting'),
  'hls.started': type('HLS stream is being prepared', 'stream', 'meeting'),
  'hls.playable': type('HLS stream is live', 'stream', 'meeting'),
  'hls.stopping': type('HLS stream is stopping', 'stream', 'meeting'),
  'hls.stopped': type('HLS stream ended', 'stream', 'meeting'),
  'hls.failed': type('HLS stream failed', 'stream', 'meeting'),

  'agent.starting': type('AI agent is starting', 'agent', 'meeting'),
  'agent.started': type('AI agent started', 'agent', 'meeting'),
  'agent.stopping': type('AI agent is stopping', 'agent', 'meeting'),
  'agent.stopped': type('AI agent stopped', 'agent', 'meeting'),
  'agent.failed': type('AI agent failed', 'agent', 'meeting'),
  'batchcall.started': type('Batch call started', 'batch'),
  'batchcall.completed': type('Batch call completed', 'batch'),
  'knowledge.processing': type('Knowledge base record is being processed', 'knowledge'),
  'knowledge.activated': type('Knowledge base record is ready', 'knowledge'),
  'knowledge.failed': type('Knowledge base record failed to import', 'knowledge'),
  'resource.acquired': type('Recording or streaming server reserved', 'resource'),
  'resource.released': type('Recording or streaming server released', 'resource'),

  'message.sent': type('Message sent', 'message'),
  'message.edited': type('Message edited', 'message'),
  'message.deleted': type('Message deleted', 'message'),
  'message.delivered': type('Message delivered', 'message'),
  'message.read': type('Message read', 'message'),
  'message.delivered.all': type('Message delivered to everyone', 'message'),
  'message.read.all': type('Message read by everyone', 'message'),
  'message.pinned': type('Message pinned', 'message'),
  'message.unpinned': type('Message unpinned', 'message'),
  'message.reaction.added': type('Reaction added', 'message'),
  'message.reaction.removed': type('Reaction removed', 'message'),
  'user.mentioned': type('User mentioned in a message', 'message'),

  'moderation.approved': type('Message approved by moderation', 'moderation', 'message'),
  'moderation.blocked': type('Message blocked by moderation', 'moderation', 'message'),
  'moderation.failed': type('Moderation check failed', 'moderation', 'message'),

  'group.created': type('Group created', 'group'),
  'group.updated': type('Group changed', 'group'),
  'group.deleted': type('Group deleted', 'group'),
  'group.owner.transferred': type('Group ownership transferred', 'group'),
  'group.member.joined': type('Member joined a group', 'group'),
  'group.member.left': type('Member left a group', 'group'),
  'group.member.added': type('Member added to a group', 'group'),
  'group.member.kicked': type('Member removed from a group', 'group'),
  'group.member.banned': type('Member banned from a group', 'group'),
  'group.member.unbanned': type('Member unbanned from a group', 'group'),
  'group.member.scope_changed': type("Group member's role changed", 'group'),

  'user.blocked': type('User blocked another user', 'user'),
  'user.unblocked': type('User unblocked another user', 'user'),
  'user.connection_changed': type('User went online or offline', 'user'),
  'campaign.activity': type('Campaign activity', 'campaign'),
} as const satisfies Record<string, EventType>;

/** Titles of the families of event types, by the type's first word. */
const familyTitles: Readonly<Record<string, string>> = {
  call: 'Calls',
  meeting: 'Meetings',
  participant: 'Participants',
  recording: 'Recordings',
  transcription: 'Transcripts',
  translation: 'Translations',
  livestream: 'Livestreams',
  hls: 'HLS streams',
  agent: 'AI agents',
  batchcall: 'Batch calls',
  knowledge: 'Knowledge base',
  resource: 'Servers',
  message: 'Messages',
  user: 'Users',
  moderation: 'Moderation',
  group: 'Groups',
  campaign: 'Campaigns',
};

/** A type of the table above; unknown triggers become `other.<trigger>`. */
export type EventTypeName = keyof typeof eventTypes | `other.${string}`;

export const eventTypeNames = Object.keys(eventTypes) as (keyof typeof eventTypes)[];

/** The title of a type's family: `call.missed` -> `Calls`. */
export function familyTitle(name: string): string {
  return familyTitles[name.split('.')[0] ?? ''] ?? 'Other';
}

/** The table's row, or null for `other.<trigger>`. */
export function findEventType(name: string): EventType | null {
  return Object.hasOwn(eventTypes, name) ? eventTypes[name as keyof typeof eventTypes] : null;
}
