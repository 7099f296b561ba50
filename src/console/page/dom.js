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

/** The answer as JSON; throws with what the server said when it refused. @param {string} path @param {RequestInit} [init] */
export async function fetchJson(path, init) {
  const response = await fetch(path, init);
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}

/** People see `#calls` for the page's own channels and the whole address of others. @param {string} address */
export function channelName(address) {
  return address.startsWith('preview:') ? `#${address.split('/').at(-1)}` : address;
}

/**
 * A new element. Whatever is said in it is text.
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
