/** `why`: what became of an event here, and of those that were not posted too. */
import type { StoredEvent } from '../../events/event.ts';
import { foldSession } from '../../events/fold.ts';
import { findTemplate } from '../../messages/builtins.ts';
import { plainText } from '../../messages/markdown.ts';
import { render } from '../../messages/render.ts';
import type { Templates } from '../../messages/scoped.ts';
import type { Answer, Choice, Reply } from '../../platforms/chat.ts';
import { writeAction } from '../../platforms/chat-action.ts';
import { attemptsOf } from '../../store/attempts.ts';
import { deliveriesAt } from '../../store/channel-events.ts';
import { countDuplicates, findEvent } from '../../store/events.ts';
import { readChannel } from '../../store/rules.ts';
import { whyHere } from '../why.ts';
import type { ChatCommand, Context, Pressed } from './command.ts';
import { buttons, code, refuse, reply, short, typed } from './say.ts';
import { isSeen, readSeen, seesUntold } from './seen.ts';
import { whyBlocks } from './why-words.ts';

export const why: ChatCommand = {
  name: 'why',
  summary: 'Tells why something was posted here, or was not.',
  usage: 'why [event or a name in it]',
  need: 'see',
  run: async (words, context) => (words === '' ? showLast(context) : search(words, context)),
  actions: {
    event: { run: async ({ about, chosen }, context) => showById(chosen[0] ?? about[0] ?? '', context) },
    message: { run: showMessage },
  },
};

async function showLast(context: Context): Promise<Reply> {
  const events = await readSeen(context);
  if (events.length === 0) {
    const none = (await seesUntold(context))
      ? 'No webhook came yet.'
      : 'Nothing was posted here yet. Of what is not posted hears who may change the rules of a channel, once it has some.';
    return refuse(none, { controls: buttons(typed('Menu', 'menu'), typed('Status', 'status')) });
  }
  return choose('What do you ask about? The last that came, the newest first:', events, context);
}

/** A select has at most so many. */
const mostChoices = 25;

async function choose(title: string, events: readonly StoredEvent[], context: Context): Promise<Reply> {
  const { core, channel } = context;
  const templates = await core.loadTemplates(core.database.db, channel);
  const choices = events.slice(0, mostChoices).map(event => eventChoice(event, templates));
  return reply(title, {
    controls: [{ is: 'select', placeholder: 'An event', action: writeAction('why.event'), choices }],
  });
}

function eventChoice(event: StoredEvent, templates: Templates): Choice {
  const { title } = render(findTemplate(templates, event.type), {
    event,
    session: foldSession([event]),
    timezone: 'UTC',
  });
  const at = event.receivedAt.slice(0, 16).replace('T', ' ');
  return {
    label: short(plainText(title) || event.type),
    value: event.id,
    description: short(`${event.type}, ${at} UTC`),
  };
}

/** By its id, or by what is written in it. */
async function search(words: string, context: Context): Promise<Answer> {
  if (words.startsWith('evt_')) return showById(words, context);
  const wanted = words.toLowerCase();
  const events = (await readSeen(context)).filter(event => writeEvent(event).includes(wanted));
  const [only, second] = events;
  if (!only) {
    return refuse(['None of the last events that came has ', code(short(words)), ' in it.'], {
      controls: buttons(typed('The last events', 'why'), typed('Status', 'status')),
    });
  }
  return second ? choose(`With “${short(words, 40)}” in it, the newest first:`, events, context) : show(only, context);
}

/** All that it says, `raw` not. */
function writeEvent(event: StoredEvent): string {
  const { raw: _raw, ...said } = Object.getOwnPropertyDescriptors(event);
  return JSON.stringify(Object.values(said).map(({ value }) => value)).toLowerCase();
}

async function showById(id: string, context: Context): Promise<Answer> {
  const event = await findEvent(context.core.database.db, id);
  if (event && (await isSeen(event, context))) return show(event, context);
  return refuse(['There is no event ', code(short(id)), ' here.'], {
    controls: buttons(typed('The last events', 'why')),
  });
}

/** *Why?* of a message in the channel. */
async function showMessage({ about: [ref = ''] }: Pressed, context: Context): Promise<Answer> {
  const { core, channel } = context;
  const { db } = core.database;
  const told = await deliveriesAt(db, channel, ref);
  const events: StoredEvent[] = [];
  for (const { eventId } of told.slice(0, mostChoices)) {
    const event = await findEvent(db, eventId);
    if (event) events.push(event);
  }
  const [only, second] = events;
  if (!only) {
    return refuse('Callboard tells of no event with this message.', {
      controls: buttons(typed('The last events', 'why')),
    });
  }
  return second ? choose(`This message tells of ${told.length} events.`, events, context) : show(only, context);
}

async function show(event: StoredEvent, context: Context): Promise<Reply> {
  const { core, channel } = context;
  const { db } = core.database;
  const here = await whyHere(db, event, channel);
  const { delivery, explanation, trouble } = here;
  const attempts = delivery?.foldedInto ? await attemptsOf(db, delivery.foldedInto) : here.attempts;
  const { mutedUntil } = await readChannel(db, channel);
  const duplicates = await countDuplicates(db, event.id);
  const templates = await core.loadTemplates(db, channel);
  const { label } = eventChoice(event, templates);
  const add = explanation.outcome === 'nothing' ? [typed('Add a rule for it', `add ${event.type}`)] : [];
  return reply(['Why? ', label], {
    blocks: whyBlocks({ event, duplicates, explanation, delivery, attempts, trouble, mutedUntil }),
    controls: buttons(...add, typed('Rules', 'rules'), typed('The last events', 'why')),
  });
}
