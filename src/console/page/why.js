// @ts-check
/** The panel that explains one event. A message's Why? and a test's Why? open it. */
import { makeBlocks, makeInlines } from './blocks.js';
import { ask } from './chat.js';
import { channelName, explain, fetchJson, find, make } from './dom.js';
import { openChannel, shownChannel } from './messages.js';

/** @import { EventName, PageWhy } from '../explain-for-page.ts' */

/** Explains an event in each channel that it could reach. @param {string} event */
export async function showWhy(event) {
  await open(async () => {
    const query = new URLSearchParams({ channel: shownChannel() });
    /** @type {PageWhy} */
    const why = await fetchJson(`console/why/${encodeURIComponent(event)}?${query}`);
    fill(
      `Why? ${why.event.title}`,
      ...makeBlocks(why.about),
      ...sort(why.channels).map(part => makeChannel(part, why)),
    );
  });
}

/** Explains the event of a message. A batch lists its events to choose from. @param {string} channel @param {number} message */
export async function showWhyOfMessage(channel, message) {
  await open(async () => {
    const query = new URLSearchParams({ channel, message: String(message) });
    /** @type {{ events: EventName[] }} */
    const { events } = await fetchJson(`console/why?${query}`);
    if (events[0] && events.length === 1) return showWhy(events[0].id);
    if (events.length === 0) return fill('Why?', make('p', {}, 'The event of this message is no longer stored.'));
    const items = events.map(({ id, title }) => {
      const choose = make('button', { type: 'button' }, title);
      choose.onclick = () => showWhy(id);
      return make('li', {}, choose);
    });
    fill(`This message covers ${events.length} events`, make('ul', { class: 'choices' }, ...items));
  });
}

/** Opens the panel with what `load` fills in, or with its error. @param {() => Promise<void>} load */
async function open(load) {
  /** @type {HTMLDialogElement} */
  const panel = find('#why');
  try {
    await load();
  } catch (error) {
    fill('Why?', make('p', { class: 'problem' }, explain('Couldn’t load the reasons', error)));
  }
  if (!panel.open) panel.showModal();
}

/** @param {string} title @param {...Node} content */
function fill(title, ...content) {
  const close = make('button', { type: 'button' }, 'Close');
  close.onclick = () => /** @type {HTMLDialogElement} */ (find('#why')).close();
  const head = make('div', { class: 'why-head' }, make('h2', { id: 'why-title' }, title), close);
  find('#why').replaceChildren(head, make('div', { class: 'reasons blocks' }, ...content));
}

/** The shown channel first. @param {PageWhy['channels']} channels */
function sort(channels) {
  const isShown = (/** @type {PageWhy['channels'][number]} */ { channel }) => channel === shownChannel();
  return [...channels.filter(isShown), ...channels.filter(each => !isShown(each))];
}

/** One channel's result; its reasons are unfolded for the shown channel. @param {PageWhy['channels'][number]} part @param {PageWhy} why */
function makeChannel({ channel, state, outcome, details }, why) {
  const section = make(
    'details',
    { 'data-state': state },
    make('summary', {}, make('span', { class: 'where' }, channelName(channel)), ' ', ...makeInlines(outcome)),
    ...makeBlocks(details),
  );
  section.open = channel === shownChannel();
  if (channel.startsWith('preview:')) section.append(makeButtons(channel, state === 'skipped', why.event.type));
  return section;
}

/** Commands in a channel of the page. @param {string} channel @param {boolean} isSkipped @param {string} type */
function makeButtons(channel, isSkipped, type) {
  const commands = { ...(isSkipped && { 'Add rule': `add ${type}` }), 'Open rules': 'rules' };
  const buttons = Object.entries(commands).map(([label, words]) => {
    const button = make('button', { type: 'button' }, label);
    button.onclick = async () => {
      /** @type {HTMLDialogElement} */ (find('#why')).close();
      if (channel !== shownChannel()) await openChannel(channel);
      await ask({ is: 'command', words }, { channel, request: `/callboard ${words}` });
    };
    return button;
  });
  return make('div', { class: 'row' }, ...buttons);
}
