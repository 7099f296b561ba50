/** One message that names many: what a channel is told when it has fallen behind. */

import { plainText } from './markdown.ts';
import type { Inline, Message } from './message.ts';
import { toTime } from './times.ts';

/** A message that would have stood alone. */
export interface Foldable {
  message: Message;
  /** The event's type, `call.missed`. */
  type: string;
  /** When it happened, or came in: ISO 8601. */
  at: string;
}

/** What several of a type are called; others are counted as events. */
const plurals: Readonly<Record<string, string>> = {
  'call.missed': 'missed calls',
  'call.rejected': 'declined calls',
  'call.failed': 'failed calls',
  'call.initiated': 'calls started',
  'call.ended': 'calls over',
  'meeting.started': 'meetings started',
  'meeting.ended': 'meetings over',
  'participant.joined': 'people joined',
  'participant.left': 'people left',
  'recording.ready': 'recordings ready',
  'recording.failed': 'failed recordings',
  'transcription.ready': 'transcripts ready',
  'message.sent': 'messages',
  'user.mentioned': 'mentions',
  'moderation.blocked': 'blocked messages',
};

/** Two or more, in the order of the lane; `late` is how long the first has waited, in milliseconds. */
export function foldMessages(
  folded: readonly Foldable[],
  { late, timezone }: { late: number; timezone: string },
): Message {
  const messages = folded.map(({ message }) => message);
  return {
    title: [{ type: 'text', text: titleOf(folded) }],
    color: messages.find(({ color }) => color !== null)?.color ?? null,
    blocks: [{ type: 'list', ordered: false, depth: 0, items: folded.map(one => lineOf(one, timezone)) }],
    buttons: [],
    mentions: [...new Set(messages.flatMap(({ mentions }) => mentions))],
    footnote: [{ type: 'text', text: `Told together because this channel was behind, by ${writeLateness(late)}` }],
  };
}

/** How many characters the line of one takes at the most that matters: Discord writes a time as `<t:1700000000:t>`. */
export function foldedLength({ message }: Pick<Foldable, 'message'>): number {
  const [button] = message.buttons;
  return plainText(message.title).length + 24 + (button?.url.length ?? 0);
}

function titleOf(folded: readonly Foldable[]): string {
  const kinds = Map.groupBy(folded, ({ type }) => plurals[type] ?? 'other events');
  const words = [...kinds].map(([plural, ofKind]) => `${ofKind.length} ${plural}`);
  if (kinds.size > 1) return `${folded.length} events: ${words.join(', ')}`;
  return kinds.has('other events') ? `${folded.length} events` : (words[0] as string);
}

/** The title, opening what the message's first button opens, and the time. */
function lineOf({ message, at }: Foldable, timezone: string): Inline[] {
  const words = plainText(message.title);
  const [button] = message.buttons;
  const time = toTime(at, 'time', timezone);
  const what: Inline = button ? { type: 'link', url: button.url, text: words } : { type: 'text', text: words };
  return time ? [what, { type: 'text', text: ' · ' }, time] : [what];
}

function writeLateness(milliseconds: number): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
