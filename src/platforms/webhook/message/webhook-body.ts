/** The body of an outgoing webhook, in the form that Standard Webhooks recommends: type, timestamp and data. */
import { z } from 'zod';
import { type Event, type PartName, parts } from '../../../events/event.ts';
import { optionalParts, writeSchema } from '../../../events/published-schema.ts';
import { colors } from '../../../messages/message.ts';
import type { RenderedMessage } from './render.ts';

export interface WebhookData {
  /** `reply` and `edit` are about an earlier message. */
  action: 'post' | 'reply' | 'edit';
  /** The message's ID: of a new one, or of the edited one. */
  id: string;
  /** The message that a reply belongs to. */
  parent: string | null;
  /** `webhook:crm/default` */
  channel: string;
  message: RenderedMessage;
  /** The events that a post reports. */
  events: object[];
}

/** Builds a body. `type` is the event's, or `callboard.message` for a batch, a reply or an edit. */
export function buildBody(data: WebhookData, events: readonly Event[], now: number) {
  const [first, second] = events;
  const type = first && !second ? first.type : 'callboard.message';
  return { type, timestamp: new Date(now).toISOString(), data: { ...data, events: events.map(publicEvent) } };
}

/** The event in the shape that a source of the provider Standard Webhooks reads, with its origin. */
function publicEvent({ id, source, provider, trigger, type, subject, time, ...rest }: Event): object {
  const known = Object.keys(parts).flatMap(name => {
    const part = rest[name as PartName];
    return part === undefined ? [] : [[name, part] as const];
  });
  return { id, source, provider, trigger, type, subject, time, ...Object.fromEntries(known) };
}

const text = z.string();
const event = z.object({
  ...{ id: text, source: text, provider: text, trigger: text, type: text },
  subject: text.nullable(),
  time: z.iso.datetime().nullable(),
  ...optionalParts,
});

const body = z.object({
  type: text.meta({ description: 'The type of the event; callboard.message for a batch, a reply or an edit.' }),
  timestamp: z.iso.datetime(),
  data: z.object({
    action: z.enum(['post', 'reply', 'edit']),
    id: text.meta({ description: "The message's ID. An edit has the ID of the message that it replaces." }),
    parent: text.nullable().meta({ description: 'The ID of the message that a reply belongs to.' }),
    channel: text,
    message: z.object({
      title: text,
      text,
      color: z.enum(colors).nullable(),
      links: z.array(z.object({ label: text, url: text })),
    }),
    events: z.array(event).meta({ description: 'The events that the message reports.' }),
  }),
});

export const schema = {
  file: 'webhook-message.schema.json',
  write: () =>
    writeSchema('Callboard message', 'The body that Callboard sends to an endpoint of WEBHOOK_ENDPOINTS.', body, [
      'type',
      'timestamp',
      'data',
    ]),
};
