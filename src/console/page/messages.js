// @ts-check
import { announce, channelName, fetchJson, find, make, setVisible } from './dom.js';

/** @import { Lookalikes } from '../lookalikes.ts' */
/** @typedef {{ id: number, looks: Lookalikes }} Posted */
/**
 * Called for actions on the list.
 * @typedef {object} Watcher
 * @property {(channel: string, empty: boolean) => void} opened
 * @property {(channel: string, message: number) => void} why Why? of a message was pressed.
 * @property {(channel: string, action: string) => void} press A message's own button was pressed.
 */

/** @type {HTMLOListElement} */
const list = find('#messages');
/** @type {HTMLElement} */
const feed = find('#feed');
/** Milliseconds until a rejected stream is opened again. */
const retryIn = 5000;
/** @type {EventSource | null} */
let live = null;
/** Whether the list follows the newest message; false after the reader has scrolled up. */
let follow = true;
/** @type {Watcher} */
let watcher;

/** The address of the open channel, `preview:demo/calls`. */
export const shownChannel = () => find('#channels [aria-current="true"]')?.getAttribute('data-channel') ?? '';

/** The browser's time zone, for times in messages. */
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Shows a tab per channel and opens the first. @param {string[]} channels @param {Watcher} by */
export async function startChannels(channels, by) {
  watcher = by;
  // The list scrolls, so it must be reachable by keyboard.
  feed.tabIndex = 0;
  find('#channels').replaceChildren(
    ...channels.map(channel => {
      const tab = document.createElement('button');
      tab.type = 'button';
      tab.dataset.channel = channel;
      tab.textContent = channelName(channel);
      tab.onclick = () => openChannel(channel);
      return tab;
    }),
  );
  feed.onscroll = () => {
    follow = feed.scrollHeight - feed.scrollTop - feed.clientHeight < 80;
  };
  new ResizeObserver(() => follow && scrollToNewest()).observe(feed);
  if (channels[0]) await openChannel(channels[0]);
  else showState('live', 'No channels are set up yet.');
}

/** Shows a channel; retries until it opens. @param {string} channel */
export async function openChannel(channel) {
  try {
    await open(channel);
  } catch {
    showState('waiting', 'Reconnecting…');
    reopen(channel);
  }
}

export function scrollToNewest() {
  feed.scrollTop = feed.scrollHeight;
}

/** @param {string} channel */
async function open(channel) {
  live?.close();
  for (const tab of document.querySelectorAll('#channels button')) {
    tab.setAttribute('aria-current', String(tab.getAttribute('data-channel') === channel));
  }
  const query = new URLSearchParams({ channel, zone });
  /** @type {Posted[]} */
  const shown = await fetchJson(`console/messages?${query}`);
  // The reader may have opened another channel meanwhile.
  if (shownChannel() !== channel) return;
  list.replaceChildren(...shown.map(posted => makeItem(channel, posted)));
  setVisible('#empty', shown.length === 0);
  watcher.opened(channel, shown.length === 0);
  scrollToNewest();
  watch(channel, `console/live?${query}&after=${shown.at(-1)?.id ?? 0}`);
}

/** @param {string} channel @param {string} path */
function watch(channel, path) {
  live?.close();
  live = new EventSource(path);
  live.onopen = () => showState('live', 'Live');
  live.onerror = () => {
    showState('waiting', 'Reconnecting…');
    // A browser never reconnects after a response that isn't a stream, such as a proxy's 502, or 503 for too many pages.
    if (live?.readyState === EventSource.CLOSED) reopen(channel);
  };
  live.onmessage = event => {
    const item = makeItem(channel, JSON.parse(event.data));
    add(item);
    announce(textOf(item));
  };
}

/** Retries until the channel opens or another one is opened. @param {string} channel */
function reopen(channel) {
  setTimeout(() => shownChannel() === channel && open(channel).catch(() => reopen(channel)), retryIn);
}

/** @param {string} state @param {string} words */
function showState(state, words) {
  const sign = find('#live');
  sign.setAttribute('data-state', state);
  sign.textContent = words;
}

/** The text of a message, from one of its two equal halves. @param {HTMLLIElement} item */
export function textOf(item) {
  return item.querySelector('.half')?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
}

/** @param {HTMLLIElement} item */
function add(item) {
  item.classList.add('new');
  list.append(item);
  setVisible('#empty', false);
  if (follow) scrollToNewest();
}

/** @param {string} channel @param {Posted} posted */
function makeItem(channel, posted) {
  const why = make('button', { type: 'button', class: 'why', title: 'Why was this posted?' }, 'Why?');
  why.onclick = () => watcher.why(channel, posted.id);
  const item = make('li', { class: 'posted' }, ...makeHalves(posted.looks), why);
  item.onclick = event => {
    const pressed = event.target instanceof Element ? event.target.closest('[data-action]') : null;
    if (pressed) watcher.press(channel, pressed.getAttribute('data-action') ?? '');
  };
  return item;
}

/** A message as each platform shows it. The server's lookalikes escape all values. @param {Lookalikes} looks */
export function makeHalves(looks) {
  return Object.entries(looks).map(([name, html]) => {
    const label = find(`.heads [data-look="${name}"]`).textContent ?? name;
    const half = make('div', { class: 'half', role: 'group', 'aria-label': label });
    half.dataset.look = name;
    half.innerHTML = html;
    return half;
  });
}
