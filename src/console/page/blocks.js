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
      return block.ordered ? make('ol', { start: String(block.from ?? 1) }, ...items) : make('ul', {}, ...items);
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
    if (part.type === 'time') {
      return make('time', { datetime: new Date(part.at * 1000).toISOString() }, writeTime(part.at * 1000));
    }
    if (part.type === 'link') return make('a', { href: part.url, rel: 'noreferrer', target: '_blank' }, part.text);
    if (part.style?.code) return make('code', {}, part.text);
    return part.style?.bold ? make('strong', {}, part.text) : part.text;
  });
}

/** A time in the reader's zone, with the date unless it is today. @param {number} at Milliseconds since 1970. */
function writeTime(at) {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  /** @type {Intl.DateTimeFormatOptions} */
  const format = isToday ? { timeStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' };
  return new Intl.DateTimeFormat('en-US', format).format(at);
}
