/** What became of one event in a channel, and a choice among several. */
import type { StoredEvent } from '../../events/event.ts';
import { foldSession } from '../../events/fold.ts';
import { findTemplate } from '../../messages/builtins.ts';
import { plainText } from '../../messages/markdown.ts';
import { render } from '../../messages/render.ts';
import type { Templates } from '../../messages/scoped.ts';
import type { Choice, Reply } from '../../platforms/chat.ts';
import { writeAction } from '../../platforms/chat-action.ts';
import { attemptsOf } from '../../store/attempts.ts';
import { countDuplicates } from '../../store/events.ts';
import { readChannel } from '../../store/rules.ts';
import { whyHere } from '../why.ts';
import type { Context } from './command.ts';
import { buttons, reply, short, typed } from './say.ts';
import { whyBlocks } from './why-words.ts';

/** A select has at most so many. */
export const mostChoices = 25;

/** `action` is asked with the id of the chosen event. */
export async function chooseEvent(
  title: string,
  events: readonly StoredEvent[],
  context: Context,
  action = writeAction('why.event'),
): Promise<Reply> {
  const choices = await eventChoices(events, context);
  return reply(title, { controls: [{ is: 'select', placeholder: 'Select an event', action, choices }] });
}

/** As their messages here begin; the first 25. */
export async function eventChoices(events: readonly StoredEvent[], { core, channel }: Context): Promise<Choice[]> {
  const templates = await core.loadTemplates(core.database.db, channel);
  return events.slice(0, mostChoices).map(event => ({
    label: labelOf(event, templates),
    value: event.id,
    description: short(`${event.type}, ${event.receivedAt.slice(0, 16).replace('T', ' ')} UTC`),
  }));
}

function labelOf(event: StoredEvent, templates: Templates): string {
  const { title } = render(findTemplate(templates, event.type), {
    event,
    session: foldSession([event]),
    timezone: 'UTC',
  });
  return short(plainText(title) || event.type);
}

/** What it says of the context's channel; where that is not where it was asked, no button of it would be about that channel. */
export async function showEvent(event: StoredEvent, context: Context, isHere = true): Promise<Reply> {
  const { core, channel } = context;
  const { db } = core.database;
  const here = await whyHere(db, event, channel);
  const { delivery, dropped, explanation, trouble } = here;
  const attempts = delivery?.foldedInto ? await attemptsOf(db, delivery.foldedInto) : here.attempts;
  const { mutedUntil } = await readChannel(db, channel);
  const duplicates = await countDuplicates(db, event.id);
  const add = explanation.outcome === 'nothing' ? [typed('Add rule', `add ${event.type}`)] : [];
  const controls = buttons(...add, typed('Rules', 'rules'), typed('Recent events', 'why'));
  return reply(['Why? ', labelOf(event, await core.loadTemplates(db, channel))], {
    blocks: whyBlocks({ event, duplicates, explanation, delivery, dropped, attempts, trouble, mutedUntil }),
    ...(isHere && { controls }),
  });
}
