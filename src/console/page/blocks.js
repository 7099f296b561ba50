// @ts-check
/** Draws a message's blocks in the page's own style. Texts become text nodes, never markup. */
import { make } from './dom.js';

/** @import { Block, Inline } from '../../messages/message.ts' */

/** @param {readonly Block[]} blocks */
export function makeBlocks(blocks) {
  return blocks.map(makeBlock);
}

/** @param {Block} block @returns {HTMLElement} */
function makeBlock(block) {
  switch (block.type) {
    case 'divider':
      return make('hr');
    case 'code':
      return make('pre', { tabindex: '0' }, block.text);
    case 'list': {
      const items = block.items.map(item => make('li', {}, ...makeInlines(item)));
      const depth = { 'data-depth': String(block.depth) };
      return block.ordered
        ? make('ol', { ...depth, start: String(block.from ?? 1) }, ...items)
        : make('ul', depth, ...items);
    }
    case 'heading':
      return make('h3', {}, ...makeInlines(block.content));
    case 'quote':
      return make('blockquote', {}, ...makeInlines(block.content));
    case 'paragraph':
      return make('p', {}, ...makeInlines(block.content));
  }
}

/** @param {readonly Inline[]} content @returns {(Node | string)[]} */
export function makeInlines(content) {
  return content.map(part => {
    if (part.type === 'break') return make('br');
    return withStyle(part.style, part.type === 'text' ? part.text : makeInline(part));
  });
}

/** @param {Exclude<Inline, { type: 'text' | 'break' }>} part */
function makeInline(part) {
  if (part.type === 'link') return makeLink(part.url, part.text);
  return makeTime(part.at, part.format === 'time');
}

/** A time in the reader's zone. @param {number} at Seconds since 1970. @param {boolean} [bare] See writeTime(). */
export function makeTime(at, bare) {
  return make('time', { datetime: new Date(at * 1000).toISOString() }, writeTime(at * 1000, bare));
}

/** A link to a web page; only its text for other schemes. @param {string} url @param {string} text */
export function makeLink(url, text) {
  return /^https?:/i.test(url) ? make('a', { href: url, rel: 'noreferrer', target: '_blank' }, text) : text;
}

/** @param {import('../../messages/message.ts').Style | undefined} style @param {Node | string} inside */
function withStyle(style, inside) {
  let node = inside;
  if (style?.code) node = make('code', {}, node);
  if (style?.italic) node = make('em', {}, node);
  return style?.bold ? make('strong', {}, node) : node;
}

/**
 * A time in the reader's zone: `today at 2:44 AM`, or with the date. A bare time of today has no "today at", to follow "until".
 * @param {number} at Milliseconds since 1970. @param {boolean} [bare]
 */
export function writeTime(at, bare = false) {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  const time = new Intl.DateTimeFormat('en-US', { timeStyle: 'short', ...(!isToday && { dateStyle: 'medium' }) });
  return `${isToday && !bare ? 'today at ' : ''}${time.format(at)}`;
}
