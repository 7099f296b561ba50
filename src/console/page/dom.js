// @ts-check
/** Helpers of all parts of the page. */

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

/** The server rejected a request; the message is the server's reason. */
export class Rejection extends Error {}

/** The JSON response. Throws a Rejection, or another error without a response of Callboard. @param {string} path @param {RequestInit} [init] */
export async function fetchJson(path, init) {
  const response = await fetch(path, init);
  if (response.ok) return response.json();
  const isOurs = response.headers.get('content-type')?.startsWith('text/plain') && response.status < 500;
  throw isOurs ? new Rejection(await response.text()) : new Error(`status ${response.status}`);
}

/** The error for people: `Couldn't run the command: the server didn't respond.` @param {string} what @param {unknown} error */
export function explain(what, error) {
  if (error instanceof Rejection) return `${what}: ${error.message}`;
  return `${what}: the server didn’t respond.`;
}

/** Announces a text to screen readers without showing it. @param {string} text */
export function announce(text) {
  find('#announced').append(make('p', {}, text));
  while (find('#announced').childElementCount > 20) find('#announced').firstElementChild?.remove();
}

/** The display name: `#calls` for the page's channels, the complete address for others. @param {string} address */
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

/** A button that copies the text of an element. @param {HTMLElement} source */
export function makeCopyButton(source) {
  const text = source.textContent;
  const button = make('button', { type: 'button', class: 'copy', 'aria-label': `Copy ${text}` }, 'Copy');
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
      announce('Copied');
    } catch {
      // Browsers allow no access without HTTPS, except on localhost.
      getSelection()?.selectAllChildren(source);
      button.textContent = 'Selected';
      announce('Your browser doesn’t allow copying here. The text is selected, so press Ctrl+C.');
    }
  };
  return button;
}
