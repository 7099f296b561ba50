// @ts-check
/** What the parts of the page share. */

/**
 * The element that index.html has for a selector.
 * @template {Element} T
 * @param {string} selector
 * @returns {T}
 */
export const find = selector => /** @type {T} */ (document.querySelector(selector));

/** @param {string} selector @param {boolean} visible */
export function setVisible(selector, visible) {
  find(selector).toggleAttribute('hidden', !visible);
}

/** The server's own words why it didn't do what it was asked for. */
export class Rejection extends Error {}

/** The answer as JSON; throws a Rejection, or any other error when no answer of Callboard came. @param {string} path @param {RequestInit} [init] */
export async function fetchJson(path, init) {
  const response = await fetch(path, init);
  if (response.ok) return response.json();
  const isOurs = response.headers.get('content-type')?.startsWith('text/plain') && response.status < 500;
  throw isOurs ? new Rejection(await response.text()) : new Error(`status ${response.status}`);
}

/** For people: `Couldn't run the command: the server didn't respond.` @param {string} what @param {unknown} error */
export function explain(what, error) {
  if (error instanceof Rejection) return `${what}: ${error.message}`;
  return `${what}: the server didn’t respond.`;
}

/** Read aloud, and not shown. @param {string} text */
export function announce(text) {
  find('#announced').append(make('p', {}, text));
  while (find('#announced').childElementCount > 20) find('#announced').firstElementChild?.remove();
}

/** People see `#calls` for the page's own channels and the whole address of others. @param {string} address */
export function channelName(address) {
  return address.startsWith('preview:') ? `#${address.split('/').at(-1)}` : address;
}

/**
 * A new element. Strings become text, never markup.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
