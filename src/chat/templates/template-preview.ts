/** Previews a template with the channel's latest events, or with samples. */

import { buildSession } from '../../events/build-session.ts';
import type { StoredEvent } from '../../events/event.ts';
import type { Message } from '../../messages/message.ts';
import { renderStrictly } from '../../messages/render-template.ts';
import type { Template } from '../../messages/template/template.ts';
import { sampleOfType } from '../../operations/sample-event.ts';
import { providerTitle } from '../../sources/providers/index.ts';
import { listRoutedEvents } from '../../store/events/channel-events.ts';
import { sessionEvents } from '../../store/events/events.ts';
import { findChannel } from '../../store/settings/channels.ts';
import type { ChatContext } from '../command.ts';

/** Previews in one answer, and event types searched for events. */
const most = { previews: 3, types: 10 };

export interface Preview {
  messages: Message[];
  /** True when the previews show samples, because the channel has no such events yet. */
  ofSamples: boolean;
}

/** Renders a template for the latest events of these types. Throws the error of a template that can't be rendered. */
export async function previewTemplate(
  { core, channel }: ChatContext,
  template: Template,
  types: readonly string[],
): Promise<Preview> {
  const { db } = core.database;
  const real = await listRoutedEvents(db, channel, types.slice(0, most.types), most.previews);
  const events = real.length > 0 ? real : samplesOf(types);
  const timezone = (await findChannel(db, channel))?.timezone ?? 'UTC';
  const messages: Message[] = [];
  for (const event of events) {
    const session = buildSession(event.seq > 0 ? await sessionEvents(db, event) : [event]);
    messages.push(renderStrictly(template, { event, providerTitle: providerTitle(event.provider), session, timezone }));
  }
  return { messages, ofSamples: real.length === 0 };
}

/** A sample of the first type that has one, otherwise of a missed call. */
function samplesOf(types: readonly string[]): StoredEvent[] {
  for (const type of [...types, 'call.missed']) {
    const sample = sampleOfType(type, Date.now());
    if (sample) return [sample];
  }
  return [];
}
