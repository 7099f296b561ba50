/** Combines several messages into one, for a channel that is behind. */

import { counted } from '../util/plural.ts';
import { plainText } from './markdown/markdown-to-message.ts';
import type { Inline, Message } from './message.ts';
import { toTime } from './times.ts';

/** A message that becomes one line of the combined message. */
export interface CombinedPart {
  message: Message;
  /** The event's type, `call.missed`. */
  type: string;
  /** Time of the event, or of its receipt: ISO 8601. */
  at: string;
}

/** Nouns for one and several events of a type; other types are counted as events. */
const nouns: Readonly<Record<string, readonly [one: string, many: string]>> = {
  'call.missed': ['missed call', 'missed calls'],
  'call.rejected': ['declined call', 'declined calls'],
  'call.failed': ['failed call', 'failed calls'],
  'call.initiated': ['call started', 'calls started'],
  'call.ended': ['call ended', 'calls ended'],
  'meeting.started': ['meeting started', 'meetings started'],
  'meeting.ended': ['meeting ended', 'meetings ended'],
  'participant.joined': ['person joined', 'people joined'],
  'participant.left': ['person left', 'people left'],
  'recording.ready': ['recording ready', 'recordings ready'],
  'recording.failed': ['failed recording', 'failed recordings'],
  'transcription.ready': ['transcript ready', 'transcripts ready'],
  'message.sent': ['message', 'messages'],
  'user.mentioned': ['mention', 'mentions'],
  'moderation.blocked': ['blocked message', 'blocked messages'],
};

const others = ['other event', 'other events'] as const;

/** Combines two or more messages in the lane's order. `late` is how long the first has waited, in milliseconds. */
export function combineMessages(
  parts: readonly CombinedPart[],
  { late, timezone }: { late: number; timezone: string | null },
): Message {
  const messages = parts.map(({ message }) => message);
  return {
    title: [{ type: 'text', text: titleOf(parts) }],
    color: messages.find(({ color }) => color !== null)?.color ?? null,
    blocks: [{ type: 'list', ordered: false, depth: 0, items: parts.map(one => lineOf(one, timezone)) }],
    buttons: [],
    mentions: [...new Set(messages.flatMap(({ mentions }) => mentions))],
    footnote: [{ type: 'text', text: `Batched: this channel was ${writeLateness(late)} behind` }],
  };
}

/** Maximum characters of a message's line. The longest form of a time is Discord's `<t:1700000000:t>`. */
export function combinedLineLength({ message }: Pick<CombinedPart, 'message'>): number {
  const [button] = message.buttons;
  return plainText(message.title).length + 24 + (button?.url.length ?? 0);
}

function titleOf(parts: readonly CombinedPart[]): string {
  const kinds = Map.groupBy(parts, ({ type }) => nouns[type] ?? others);
  const counts = [...kinds].map(([[one, many], ofKind]) => counted(ofKind.length, one, many));
  const all = counted(parts.length, 'event');
  if (kinds.size > 1) return `${all}: ${counts.join(', ')}`;
  return kinds.has(others) ? all : (counts[0] as string);
}

/** One line: the title, linked to the target of the first button, and the time. */
function lineOf({ message, at }: CombinedPart, timezone: string | null): Inline[] {
  const title = plainText(message.title);
  const [button] = message.buttons;
  const time = toTime(at, 'time', timezone);
  const linkedTitle: Inline = button ? { type: 'link', url: button.url, text: title } : { type: 'text', text: title };
  return time ? [linkedTitle, { type: 'text', text: ' · ' }, time] : [linkedTitle];
}

/** Milliseconds of delay from which a message mentions it. */
const lateFrom = 60_000;

/** Adds a note to a late message. `late` is how long it has waited, in milliseconds. */
export function noteLate(message: Message, late: number): Message {
  if (late < lateFrom) return message;
  const separator = message.footnote.length > 0 ? ' · ' : '';
  const note: Inline = { type: 'text', text: `${separator}Posted ${writeLateness(late)} late` };
  return { ...message, footnote: [...message.footnote, note] };
}

function writeLateness(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
