/** Previews a template with the channel's latest events, or with samples. */

import { setImmediate } from 'node:timers/promises';
import { buildSession } from '../../events/build-session.ts';
import type { StoredEvent } from '../../events/event.ts';
import type { Message } from '../../messages/message.ts';
import { type RenderContext, renderStrictly } from '../../messages/render-template.ts';
import type { Template } from '../../messages/template/template.ts';
import { sampleOfType } from '../../operations/sample-event.ts';
import { providerTitle } from '../../sources/providers/index.ts';
import { listRoutedEvents } from '../../store/events/channel-events.ts';
import { readSession } from '../../store/events/read-sessions.ts';
import { findChannel } from '../../store/settings/channels.ts';
import type { ChatContext } from '../command.ts';

/** Previews in one answer, and event types searched for events. */
const most = { previews: 3, types: 10 };

export interface Preview {
  messages: Message[];
  /** The events that the messages show. */
  events: PreviewEvents;
}

export interface PreviewEvents {
  /** The newest first. */
  contexts: RenderContext[];
  /** True for samples, because the channel has no such events yet. */
  ofSamples: boolean;
}

/**
 * Renders a template for the latest events of these types, and serves other requests before each of them. Throws the error of
 * a template that can't be rendered.
 */
export async function previewTemplate(
  context: Pick<ChatContext, 'core' | 'channel'>,
  template: Template,
  types: readonly string[],
): Promise<Preview> {
  const events = await readPreviewEvents(context, types);
  const messages: Message[] = [];
  for (const one of events.contexts) {
    await setImmediate();
    messages.push(renderStrictly(template, one));
  }
  return { messages, events };
}

/** Reads the channel's latest events of these types, or samples. */
export async function readPreviewEvents(
  { core, channel }: Pick<ChatContext, 'core' | 'channel'>,
  types: readonly string[],
): Promise<PreviewEvents> {
  const { db } = core.database;
  const real = await listRoutedEvents(db, channel, types.slice(0, most.types), most.previews);
  const events = real.length > 0 ? real : samplesOf(types);
  const timezone = (await findChannel(db, channel))?.timezone ?? null;
  const contexts: RenderContext[] = [];
  for (const event of events) {
    const session = event.seq > 0 ? await readSession(db, event) : buildSession([event]);
    contexts.push({ event, providerTitle: providerTitle(event.provider), session, timezone });
  }
  return { contexts, ofSamples: real.length === 0 };
}

/** A sample of the first type that has one, otherwise of a missed call. */
function samplesOf(types: readonly string[]): StoredEvent[] {
  for (const type of [...types, 'call.missed']) {
    const sample = sampleOfType(type, Date.now());
    if (sample) return [sample];
  }
  return [];
}
