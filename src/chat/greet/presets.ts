/** Rules that the greeting offers, one button each. */
import type { ActionButton } from '../../messages/message.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { RuleBody } from '../../rules/rule.ts';
import { button } from '../reply/build-reply.ts';

export interface Preset {
  id: string;
  /** The button's label. */
  label: string;
  /** The events it posts, worded to begin a sentence. */
  posts: string;
  rule: RuleBody;
  /** The trigger of the test message that shows it. */
  sample: string;
}

const missed = ['call.missed', 'call.rejected', 'call.failed'];
const meetings = ['meeting.ended', 'call.ended'];
const recordings = ['recording.ready', 'recording.failed', 'transcription.ready'];

export const presets: readonly Preset[] = [
  {
    id: 'missed',
    label: 'Missed calls',
    posts: 'Missed, declined and failed calls',
    rule: { on: missed, do: 'post' },
    sample: 'call_unanswered',
  },
  {
    id: 'meetings',
    label: 'Meeting summaries',
    posts: 'Meeting and call summaries',
    rule: { on: meetings, do: 'post' },
    sample: 'meeting_ended',
  },
  {
    id: 'recordings',
    label: 'Recordings',
    posts: 'Finished recordings and transcripts',
    rule: { on: recordings, do: 'post' },
    sample: 'recording_generated',
  },
  {
    id: 'everything',
    label: 'All of these',
    posts: 'Missed calls, meetings and recordings',
    rule: { on: [...missed, ...meetings, ...recordings], do: 'post' },
    sample: 'call_unanswered',
  },
];

/** One button for each preset. */
export function presetButtons(): ActionButton[] {
  return presets.map(({ id, label }) => button(label, writeAction('greet.use', id)));
}
