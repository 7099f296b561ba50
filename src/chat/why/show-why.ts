/** Shows why one event was or wasn't posted in a channel, and lets people choose among several. */

import type { StoredEvent } from '../../events/event.ts';
import { paragraph } from '../../messages/build-blocks.ts';
import { describeWhy } from '../../operations/why/describe-why.ts';
import { loadEventTitle, readEventTitle } from '../../operations/why/event-title.ts';
import { explainEvent } from '../../operations/why/why-report.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { Choice, Reply } from '../../platforms/chat-protocol.ts';
import type { DeliveryState } from '../../store/deliveries/stored-states.ts';
import { readStatesIn } from '../../store/events/channel-events.ts';
import { relativeTime } from '../../util/relative-time.ts';
import type { ChatContext } from '../command.ts';
import { buttons, commandButton, reply, shortLabel } from '../reply/build-reply.ts';

/** Choices in a select, at most. */
export const mostChoices = 25;

/** Offers events to choose from. `action` receives the ID of the chosen event. */
export async function chooseEvent(
  title: string,
  events: readonly StoredEvent[],
  context: ChatContext,
  action = writeAction('why.event'),
): Promise<Reply> {
  const choices = await eventChoices(events, context);
  return reply(title, { controls: [{ is: 'select', placeholder: 'Select an event', action, choices }] });
}

/** Choices for the first 25 events, labeled with their message titles: `2 min ago · no matching rule`. */
export async function eventChoices(events: readonly StoredEvent[], { core, channel }: ChatContext): Promise<Choice[]> {
  const titleOf = await loadEventTitle(core, channel);
  const shown = events.slice(0, mostChoices);
  const seqs = shown.map(({ seq }) => seq);
  const states = await readStatesIn(core.database.db, channel, seqs);
  return shown.map(event => ({
    label: shortLabel(titleOf(event)),
    value: event.id,
    description: `${relativeTime(Date.parse(event.receivedAt))} · ${resultWords[states.get(event.seq) ?? 'none']}`,
  }));
}

/** The result of an event in the channel, in a word or two. *Why?* has the reason. */
const resultWords = {
  none: 'no matching rule',
  queued: 'not posted yet',
  sending: 'not posted yet',
  posted: 'posted',
  batched: 'posted',
  failed: 'failed',
  ignored: 'ignored',
  superseded: 'not posted',
  muted: 'muted',
} as const satisfies Record<DeliveryState | 'none', string>;

/** Explains an event in the context's channel. Without buttons when `isHere` is false: those would act on the wrong channel. */
export async function showEvent(event: StoredEvent, { core, channel }: ChatContext, isHere = true): Promise<Reply> {
  const report = await explainEvent(core.database.db, event, { onlyIn: channel });
  const { about, channels } = describeWhy(report);
  const results = channels.flatMap(({ outcome, details }) => [paragraph(outcome), ...details]);
  const isSkipped = report.channels[0]?.rules.outcome === 'skip';
  const add = isSkipped ? [commandButton('Add rule', `add ${event.type}`)] : [];
  const controls = buttons(...add, commandButton('Open rules', 'rules'), commandButton('List events', 'why'));
  return reply(['Why? ', shortLabel(await readEventTitle(core, channel, event))], {
    blocks: [...about, ...results],
    ...(isHere && { controls }),
  });
}
