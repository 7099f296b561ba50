// @ts-check
import { channelName, fetchJson, find, setVisible } from './dom.js';

/** @typedef {{ id: number, slack: string, discord: string }} Look */

/** @type {HTMLOListElement} */
const list = find('#messages');
/** @type {HTMLElement} */
const feed = find('#feed');
/** @type {EventSource | null} */
let live = null;
/** Whether the newest message stays in sight; not while the reader has scrolled up to older ones. */
let follow = true;

/** A tab a channel; the first is opened. @param {string[]} channels */
export async function startChannels(channels) {
  find('#channels').replaceChildren(
    ...channels.map(channel => {
      const tab = document.createElement('button');
      tab.type = 'button';
      tab.dataset.channel = channel;
      tab.textContent = channelName(channel);
      tab.onclick = () => open(channel);
      return tab;
    }),
  );
  feed.onscroll = () => {
    follow = feed.scrollHeight - feed.scrollTop - feed.clientHeight < 80;
  };
  new ResizeObserver(() => follow && scrollToNewest()).observe(feed);
  if (channels[0]) await open(channels[0]);
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
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const query = new URLSearchParams({ channel, zone });
  /** @type {Look[]} */
  const looks = await fetchJson(`/console/messages?${query}`);
  // Somebody may have opened another channel meanwhile.
  if (find(`#channels [aria-current="true"]`).getAttribute('data-channel') !== channel) return;
  list.replaceChildren(...looks.map(makeItem));
  setVisible('#empty', looks.length === 0);
  scrollToNewest();
  watch(`/console/live?${query}&after=${looks.at(-1)?.id ?? 0}`);
}

/** @param {string} path */
function watch(path) {
  live?.close();
  live = new EventSource(path);
  live.onopen = () => showState('live', 'live');
  live.onerror = () => showState('waiting', 'reconnecting');
  live.onmessage = event => add(JSON.parse(event.data));
}

/** @param {string} state @param {string} words */
function showState(state, words) {
  const sign = find('#live');
  sign.setAttribute('data-state', state);
  sign.textContent = words;
}

/** @param {Look} look */
function add(look) {
  const item = makeItem(look);
  item.className = 'new';
  list.append(item);
  setVisible('#empty', false);
  if (follow) scrollToNewest();
}

/** The HTML comes from the server's looks, which escape everything. @param {Look} look */
function makeItem(look) {
  const item = document.createElement('li');
  for (const name of /** @type {const} */ (['slack', 'discord'])) {
    const half = document.createElement('div');
    half.className = `half ${name}-half`;
    half.innerHTML = look[name];
    item.append(half);
  }
  return item;
}
