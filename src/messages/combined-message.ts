/** One message that names many: what a channel is told when it has fallen behind. */

import { counted } from '../util/plural.ts';
import { plainText } from './markdown/markdown-to-message.ts';
import type { Inline, Message } from './message.ts';
import { toTime } from './times.ts';

/** A message that would have stood alone. */
export interface CombinedPart {
  message: Message;
  /** The event's type, `call.missed`. */
  type: string;
  /** When it happened, or came in: ISO 8601. */
  at: string;
}

/** What one and several of a type are called; others are counted as events. */
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

/** Two or more, in the order of the lane; `late` is how long the first has waited, in milliseconds. */
export function combineMessages(
  folded: readonly CombinedPart[],
  { late, timezone }: { late: number; timezone: string },
): Message {
  const messages = folded.map(({ message }) => message);
  return {
    title: [{ type: 'text', text: titleOf(folded) }],
    color: messages.find(({ color }) => color !== null)?.color ?? null,
    blocks: [{ type: 'list', ordered: false, depth: 0, items: folded.map(one => lineOf(one, timezone)) }],
    buttons: [],
    mentions: [...new Set(messages.flatMap(({ mentions }) => mentions))],
    footnote: [{ type: 'text', text: `Batched: this channel was ${writeLateness(late)} behind` }],
  };
}

/** How many characters the line of one takes at the most that matters: Discord writes a time as `<t:1700000000:t>`. */
export function combinedLineLength({ message }: Pick<CombinedPart, 'message'>): number {
  const [button] = message.buttons;
  return plainText(message.title).length + 24 + (button?.url.length ?? 0);
}

function titleOf(folded: readonly CombinedPart[]): string {
  const kinds = Map.groupBy(folded, ({ type }) => nouns[type] ?? others);
  const counts = [...kinds].map(([[one, many], ofKind]) => counted(ofKind.length, one, many));
  const all = counted(folded.length, 'event');
  if (kinds.size > 1) return `${all}: ${counts.join(', ')}`;
  return kinds.has(others) ? all : (counts[0] as string);
}

/** The title, opening what the message's first button opens, and the time. */
function lineOf({ message, at }: CombinedPart, timezone: string): Inline[] {
  const words = plainText(message.title);
  const [button] = message.buttons;
  const time = toTime(at, 'time', timezone);
  const what: Inline = button ? { type: 'link', url: button.url, text: words } : { type: 'text', text: words };
  return time ? [what, { type: 'text', text: ' · ' }, time] : [what];
}

/** Milliseconds from which a message says that it is late. */
const lateFrom = 60_000;

/** The message with a note that it is late; `late` is how long it has waited, in milliseconds. */
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
