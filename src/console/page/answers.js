// @ts-check
/** Shows responses below the channel's messages, in the page's own style, until they are dismissed or the page is closed. */
import { makeBlocks, makeInlines, makeLink } from './blocks.js';
import { announce, find, make, makeCopyButton } from './dom.js';
import { makeHalves, shownChannel } from './messages.js';

/** @import { Message } from '../../messages/message.ts' */
/** @import { ControlRow, Select } from '../../platforms/chat-protocol.ts' */
/** @import { WebReply } from '../chat-route.ts' */
/**
 * The place of a response.
 * @typedef {object} Origin
 * @property {string} channel `preview:demo/calls`
 * @property {string} [request] The command or press, shown above the response.
 * @property {HTMLLIElement} [item] The response whose control was used.
 */
/** A control was used. @typedef {(action: string, chosen: string[], origin: Origin & { item: HTMLLIElement }) => void} Press */

/** By channel, the oldest first. @type {Map<string, HTMLLIElement[]>} */
const answers = new Map();

/** @param {string} channel */
export function showAnswers(channel) {
  find('#messages').append(...(answers.get(channel) ?? []));
}

/** @param {WebReply} reply @param {Origin} origin @param {Press} press */
export function showReply(reply, origin, press) {
  const { channel, item: before } = origin;
  const items = answers.get(channel) ?? [];
  answers.set(channel, items);
  const item = makeItem(reply, origin, press);
  const place = reply.replaces && before ? items.indexOf(before) : -1;
  if (before && place >= 0) {
    const focused = before.contains(document.activeElement);
    items[place] = item;
    before.replaceWith(item);
    if (focused) item.focus({ preventScroll: true });
  } else {
    items.push(item);
    if (shownChannel() === channel) find('#messages').append(item);
    announce(`${item.ariaLabel}: ${item.querySelector('.content')?.textContent ?? ''}`);
  }
  scrollTo(item);
}

/** Scrolls the item, or its start, into view. @param {HTMLLIElement} item */
function scrollTo(item) {
  const tall = item.offsetHeight > find('#feed').clientHeight - 40;
  item.scrollIntoView({ block: tall ? 'start' : 'nearest' });
}

/** @param {WebReply} reply @param {Origin} origin @param {Press} press */
function makeItem(reply, { channel, request }, press) {
  const who = reply.public ? 'Visible to everyone in the channel' : 'Only visible to you';
  const item = make('li', {
    class: 'answer new',
    tabindex: '-1',
    'aria-label': `Reply from Callboard, ${who.toLowerCase()}`,
  });
  const dismiss = make('button', { type: 'button', class: 'quiet' }, 'Dismiss');
  dismiss.onclick = () => remove(channel, item);
  const head = make('div', { class: 'answer-head' }, make('span', {}, who));
  if (request) head.append(make('code', {}, request));
  head.append(dismiss);
  /** @type {(action: string, chosen: string[]) => void} */
  const use = (action, chosen) => press(action, chosen, { channel, item });
  const { actions = [] } = reply.message;
  /** @type {ControlRow[]} */
  const own = actions.length > 0 ? [{ is: 'buttons', buttons: actions }] : [];
  const rows = [...own, ...(reply.controls ?? [])].map(row => makeRow(row, use));
  const content = makeContent(reply.message);
  for (const code of content.querySelectorAll('code')) {
    if (isForCopying(code, reply)) code.after(' ', makeCopyButton(code));
  }
  item.append(head, content);
  if (rows.length > 0) item.append(make('div', { class: 'controls' }, ...rows));
  if (reply.previews.length > 0) item.append(make('div', { class: 'previews' }, 'Preview'));
  item.append(...reply.previews.flatMap(makeHalves));
  return item;
}

/** Whether people enter this text elsewhere: a URL, or a value in the steps of a reply with secrets. @param {Element} code @param {WebReply} reply */
function isForCopying(code, { secret }) {
  return /^https?:/.test(code.textContent) || Boolean(secret && code.closest('li'));
}

/** The message of a response. @param {Message} message */
function makeContent({ title, color, blocks, buttons, footnote }) {
  const content = make('div', { class: 'content blocks', ...(color && { 'data-color': color }) });
  if (title.length > 0) content.append(make('p', { class: 'title' }, ...makeInlines(title)));
  content.append(...makeBlocks(blocks));
  if (buttons.length > 0) {
    content.append(make('p', { class: 'links' }, ...buttons.map(({ url, label }) => makeLink(url, label))));
  }
  if (footnote.length > 0) content.append(make('p', { class: 'hint' }, ...makeInlines(footnote)));
  return content;
}

/** @param {string} channel @param {HTMLLIElement} item */
function remove(channel, item) {
  answers.set(
    channel,
    (answers.get(channel) ?? []).filter(each => each !== item),
  );
  item.remove();
  /** @type {HTMLInputElement} */ (find('#command')).focus();
}

/** @param {ControlRow} row @param {(action: string, chosen: string[]) => void} use */
function makeRow(row, use) {
  if (row.is === 'select') return makeSelect(row, use);
  const buttons = row.buttons.map(({ label, action, style }) => {
    const button = make('button', { type: 'button', class: style ?? '' }, label);
    button.onclick = () => use(action, []);
    return button;
  });
  return make('div', { class: 'row' }, ...buttons);
}

/**
 * A select that sends each choice at once. A key that would change a closed list opens it instead, so a keyboard user can
 * move through the choices and confirm one with Enter.
 * @param {Select} row @param {(action: string, chosen: string[]) => void} use
 */
function makeSelect({ placeholder, action, choices }, use) {
  const options = choices.map(({ label, value, description }) => {
    return new Option(description ? `${label} (${description})` : label, value);
  });
  const select = make('select', { 'aria-label': placeholder }, new Option(placeholder, ''), ...options);
  select.onkeydown = key => {
    if (key.ctrlKey || key.metaKey || !/^(Arrow|Page|Home$|End$|.$)/.test(key.key) || isOpen(select)) return;
    key.preventDefault();
    select.showPicker();
  };
  select.onchange = () => {
    const { value } = select;
    // The same choice can be made again.
    select.value = '';
    if (value !== '') use(action, [value]);
  };
  return make('div', { class: 'row' }, select);
}

/** Browsers without `:open` keep the keys of an open list to themselves. @param {HTMLSelectElement} select */
function isOpen(select) {
  return CSS.supports('selector(:open)') && select.matches(':open');
}
