/** Shows why one event was or wasn't posted in a channel, and lets people choose among several. */

import { buildSession } from '../../events/build-session.ts';
import type { StoredEvent } from '../../events/event.ts';
import { plainText } from '../../messages/markdown/markdown-to-message.ts';
import { render } from '../../messages/render-template.ts';
import { findTemplate } from '../../messages/template/built-in-templates.ts';
import type { Templates } from '../../messages/template/template-scopes.ts';
import { explainInChannel } from '../../operations/why/why-report.ts';
import { writeAction } from '../../platforms/action-id.ts';
import type { Choice, Reply } from '../../platforms/chat-protocol.ts';
import { providerTitle } from '../../sources/providers/index.ts';
import { attemptsOf } from '../../store/deliveries/attempts.ts';
import { countDuplicates } from '../../store/events/events.ts';
import { findChannel } from '../../store/settings/channels.ts';
import { readChannel } from '../../store/settings/rules.ts';
import type { Db } from '../../store/tables.ts';
import { relativeTime } from '../../util/relative-time.ts';
import type { ChatContext } from '../command.ts';
import { buttons, commandButton, reply, shortLabel } from '../reply/build-reply.ts';
import { whyBlocks } from './describe-why.ts';

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

/** Choices for the first 25 events, labeled with their message titles. */
export async function eventChoices(events: readonly StoredEvent[], { core, channel }: ChatContext): Promise<Choice[]> {
  const { db } = core.database;
  const labelOf = labelWith(await core.loadTemplates(db, channel), await timezoneOf(db, channel));
  return events.slice(0, mostChoices).map(event => ({
    label: labelOf(event),
    value: event.id,
    description: relativeTime(Date.parse(event.receivedAt)),
  }));
}

/** Labels an event with its message title. Labels are plain text, so times use the channel's zone. */
function labelWith(templates: Templates, timezone: string): (event: StoredEvent) => string {
  return event => {
    const context = { event, providerTitle: providerTitle(event.provider), session: buildSession([event]), timezone };
    const { title } = render(findTemplate(templates, event.type), context);
    return shortLabel(plainText(title) || event.type);
  };
}

async function timezoneOf(db: Db, channel: string): Promise<string> {
  return (await findChannel(db, channel))?.timezone ?? 'UTC';
}

/** Explains an event in the context's channel. Without buttons when `isHere` is false: those would act on the wrong channel. */
export async function showEvent(event: StoredEvent, context: ChatContext, isHere = true): Promise<Reply> {
  const { core, channel } = context;
  const { db } = core.database;
  const here = await explainInChannel(db, event, channel);
  const { delivery, dropped, explanation, trouble } = here;
  const attempts = delivery?.foldedInto ? await attemptsOf(db, delivery.foldedInto) : here.attempts;
  const { mutedUntil } = await readChannel(db, channel);
  const duplicates = await countDuplicates(db, event.id);
  const add = explanation.outcome === 'nothing' ? [commandButton('Add rule', `add ${event.type}`)] : [];
  const controls = buttons(...add, commandButton('Open rules', 'rules'), commandButton('List events', 'why'));
  const labelOf = labelWith(await core.loadTemplates(db, channel), await timezoneOf(db, channel));
  return reply(['Why? ', labelOf(event)], {
    blocks: whyBlocks({ event, duplicates, explanation, delivery, dropped, attempts, trouble, mutedUntil }),
    ...(isHere && { controls }),
  });
}
