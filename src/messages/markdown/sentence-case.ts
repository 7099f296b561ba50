/**
 * Gives plain words a capital letter at the start of a sentence: `Someone called`, but `Missed call from someone`.
 * Plain words are marked while a template is rendered; an event's values never are.
 */
import type { Block, Inline } from '../message.ts';

/** Marks the first letter of plain words. Removed from templates and values, so that neither can forge it. */
export const wordsMark = '\ue002';

/** Follows a value whose last character isn't part of a word, such as `Ann!`: it ends no sentence. */
const valueMark = '\ue006';

const hasMarks = (text: string): boolean => text.includes(wordsMark) || text.includes(valueMark);

/** Lets a value count as one word, whatever it contains. */
export const asOneWord = (value: string): string => (/[\p{L}\p{N}]$/u.test(value) ? value : value + valueMark);

/** Capitalizes the marked words of a block and removes the marks. */
export function capitalizeBlock(block: Block): Block {
  if (block.type === 'divider') return block;
  if (block.type === 'code') return { ...block, text: capitalizeText(block.text) };
  if (block.type === 'list') return { ...block, items: block.items.map(capitalizeInlines) };
  return { ...block, content: capitalizeInlines(block.content) };
}

/** The same for a text without styles. */
export function capitalizeText(text: string): string {
  return hasMarks(text) ? createReader()(text) : text;
}

function capitalizeInlines(inlines: Inline[]): Inline[] {
  if (!inlines.some(inline => 'text' in inline && hasMarks(inline.text))) return inlines;
  const read = createReader();
  return inlines.map(inline => {
    if ('text' in inline) return { ...inline, text: read(inline.text) };
    // A time is a word; a break starts a line.
    read(inline.type === 'break' ? '\n' : '0');
    return inline;
  });
}

/** Reads texts that follow each other. Symbols and emoji before the first letter don't count: `⚠️ Call failed`. */
function createReader(): (text: string) => string {
  let isStart = true;
  let isAfterEnd = false;
  return text => {
    let read = '';
    let isMarked = false;
    for (const character of text) {
      if (character === wordsMark) {
        isMarked = true;
        continue;
      }
      if (character === valueMark) {
        isStart = false;
        isAfterEnd = false;
        continue;
      }
      if (character === '\n' || (isAfterEnd && character === ' ')) isStart = true;
      read += isMarked && isStart ? character.toUpperCase() : character;
      if (/[\p{L}\p{N}]/u.test(character)) isStart = false;
      isAfterEnd = /[.!?…]/.test(character) || (isAfterEnd && /["')\]”’\u2066-\u2069]/.test(character));
      isMarked = false;
    }
    return read;
  };
}
