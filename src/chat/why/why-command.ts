/** `why`: explains why an event was or wasn't posted here. */

import type { StoredEvent } from '../../events/event.ts';
import type { ChatResponse, Reply } from '../../platforms/chat-protocol.ts';
import { describeSubcommand } from '../../platforms/slash-command.ts';
import { findEvent } from '../../store/events/events.ts';
import { readChannel } from '../../store/settings/rules.ts';
import type { ChatCommand, ChatContext } from '../command.ts';
import { buttons, code, commandButton, refuse, shortLabel } from '../reply/build-reply.ts';
import { isVisible, readVisibleEvents, seesUnmatched } from '../shared/visible-events.ts';
import { chooseEvent, eventChoices, showEvent } from './show-why.ts';
import { showChosenThere, showMessage, showNamed } from './why-by-message.ts';

export const why: ChatCommand = {
  ...describeSubcommand('why'),
  needs: 'see',
  run: async (words, context) => (words === '' ? showLast(context) : search(words, context)),
  actions: {
    event: { needs: 'see', run: async ({ args, chosen }, context) => showById(chosen[0] ?? args[0] ?? '', context) },
    message: { needs: 'see', run: async ({ args: [ref = ''] }, context) => showMessage(ref, context) },
    there: {
      needs: 'see',
      run: async ({ args: [place = ''], chosen: [id = ''] }, context) => showChosenThere(place, id, context),
    },
  },
  complete: async (words, context) => eventChoices(await readSeenWith(words, context), context),
};

async function showLast(context: ChatContext): Promise<Reply> {
  const events = await readVisibleEvents(context);
  if (events.length === 0) {
    const { rules } = await readChannel(context.core.database.db, context.channel);
    const nothing = `Nothing has been posted here yet.${rules.length === 0 ? ' Add a rule to start.' : ''}`;
    return refuse((await seesUnmatched(context)) ? 'No webhooks received yet.' : nothing, {
      controls: buttons(commandButton('Open menu', 'menu'), commandButton('Show status', 'status')),
    });
  }
  return chooseEvent('Which event? Most recent first:', events, context);
}

/** Finds events by event ID, by a message's link or ID, or by the text in the event. */
async function search(words: string, context: ChatContext): Promise<ChatResponse> {
  if (words.startsWith('evt_')) return showById(words, context);
  if (words === 'last') {
    const [newest] = await readVisibleEvents(context);
    return newest ? showEvent(newest, context) : showLast(context);
  }
  const named = await showNamed(words, context);
  if (named) return named;
  const events = await readSeenWith(words, context);
  const [only, second] = events;
  if (!only) {
    const none = ['No recent events contain “', code(shortLabel(words)), '”.'];
    return refuse(isLink(words) ? 'That link isn’t a message in this channel.' : none, {
      controls: buttons(commandButton('List events', 'why'), commandButton('Show status', 'status')),
    });
  }
  return second
    ? chooseEvent(`Recent events containing “${shortLabel(words, 40)}”:`, events, context)
    : showEvent(only, context);
}

/** Events may contain links, for example to a recording, so a link is also searched as text. */
const isLink = (words: string) => /^<?https?:\/\//i.test(words);

/** The recent visible events that contain this text. */
async function readSeenWith(words: string, context: ChatContext): Promise<StoredEvent[]> {
  const wanted = words.toLowerCase();
  return (await readVisibleEvents(context)).filter(event => writeEvent(event).includes(wanted));
}

/** An event's values in lowercase, for the search. */
function writeEvent(event: StoredEvent): string {
  return JSON.stringify(Object.values(event)).toLowerCase();
}

async function showById(id: string, context: ChatContext): Promise<ChatResponse> {
  const event = await findEvent(context.core.database.db, id);
  if (event && (await isVisible(event, context))) return showEvent(event, context);
  return refuse(['Event ', code(shortLabel(id)), ' not found in this channel.'], {
    controls: buttons(commandButton('List events', 'why')),
  });
}
